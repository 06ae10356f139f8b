"""Plots as inline SVG: axes with few lines, marks that are links, labels beside their marks.

* `axes`: scales, their ticks, the frame
* `labels`: where each label can lie without covering another one
* `marks`: marks with a shape, an area and a label
"""
