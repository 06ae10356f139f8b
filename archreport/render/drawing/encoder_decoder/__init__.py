"""The U: a network that goes down in resolution and up again, with what crosses between.

`archreport.reading.encoder_decoder` finds the two arms and the skip connections in a Report.
`wide_layout` places them on a wide page and `wide_drawing` draws them there, `narrow` draws them
for a phone, both with the `marks` of one language.
"""

from archreport.render.drawing.encoder_decoder.figure import u_figure

__all__ = ["u_figure"]
