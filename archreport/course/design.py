"""A network written as text, one layer a line."""

from archreport.course.kit.design import DesignInvalid, design

__all__ = ["DesignInvalid", "design"]
