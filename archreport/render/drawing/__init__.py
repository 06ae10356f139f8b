"""Drawings as inline SVG: the diagram of a network, its ribbon, its U, plots.

`geometry`, `lines` and `svg` are what all of them share: rectangles and sizes, lines and arrows,
elements and the width of a text.
"""
