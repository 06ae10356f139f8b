"""The network that laboratory 7 takes apart."""

from archreport.course.kit.subject import Subject, subject

__all__ = ["Subject", "subject"]
