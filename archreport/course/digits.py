"""5,000 handwritten digits, 500 of each, 28 × 28 grey."""

from archreport.course.kit.digits import digits

__all__ = ["digits"]
