"""Tables and reports in a notebook."""

from archreport.course.kit.display import layers, show, table

__all__ = ["layers", "show", "table"]
