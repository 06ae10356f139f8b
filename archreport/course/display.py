"""Figures and tables in a notebook, described in both languages."""

from archreport.course.kit.display import BOTH, INK, layers, show, table

__all__ = ["BOTH", "INK", "layers", "show", "table"]
