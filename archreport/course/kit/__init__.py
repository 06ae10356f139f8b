"""What the laboratories share, for readers to import: showing figures and tables, data, training.

>>> from archreport.course import layers, show, table
>>> show(figure, en="Loss falls in every epoch.", zh="损失逐轮下降。")

Everything here is small, seeded and offline. It needs the ``course`` extra
(``pip install "archreport[course]"``), among others for scikit-image's photographs.

* `kit.emoji` – 1,080 labelled emoji, split so that no near-duplicates are on both sides
* `kit.pasting` – emoji pasted on photographs, with exact masks
* `kit.digits` – 5,000 handwritten digits
* `kit.nets` – the small networks
* `kit.training` – the training loop
* `kit.trained` – the one training that several laboratories share
"""

from __future__ import annotations

from archreport.course.kit.display import layers, show, table

__all__ = ["layers", "show", "table"]
