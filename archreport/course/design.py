"""A network written as text, one layer a line."""

from archreport.course.kit.design import DesignInvalid, design, field_of_maps

__all__ = ["DesignInvalid", "design", "field_of_maps"]
