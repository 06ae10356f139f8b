"""The U: a network that goes down in resolution and up again, with what crosses between.

`path` finds the two arms and the skip connections in a Report; `stairs` and `treads` draw them for
a wide page, `ladder` for a phone, both with the `marks` of one language.
"""

from archreport.reading.encoder_decoder import u_path
from archreport.render.drawing.encoder_decoder.figure import u_figure

__all__ = ["u_figure", "u_path"]
