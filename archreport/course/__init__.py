"""What the laboratories share, for readers to import: showing figures and tables, data, training.

>>> from archreport.course import show, table
>>> show(figure, en="Loss falls in every epoch.", zh="损失逐轮下降。")
"""

from __future__ import annotations

from archreport.course.display import show, table

__all__ = ["show", "table"]
