"""Ninety-one photographs with a free licence, small copies, each with its credit.

They are what the atlas of units looks at, and there for anything else that needs more pictures
than the four of `archreport.running.photo`. No torch is needed for them.

Where they are from: pictures that open-source packages ship and whose licence these packages state
one by one. ``files/credits.json`` names for each the author, the licence, the address of the
original, the package with its version, and the path inside of it; ``original`` is the (width,
height) of the package's file. Each was scaled down to at most 400 pixels along its longer side
(Lanczos, where it was larger) and saved as JPEG of quality 88.
"""

from archreport.course.album.photographs import LONGEST, Photograph, photographs, read_photograph

__all__ = ["LONGEST", "Photograph", "photographs", "read_photograph"]
