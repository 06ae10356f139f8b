"""Diagrams of a network: in the page at three levels, as an SVG file, as DOT, and their key.

`levels` turns a Report into a plain graph, `layout` finds positions with Graphviz, `drawing` draws
the nodes and `strokes` the lines. All raise `archreport.errors.LayoutFailed` where Graphviz cannot
do its part, except `dot_source` and `legend_html`, which do not need it.
"""

from archreport.render.drawing.diagram.dot_file import dot_source
from archreport.render.drawing.diagram.html import inside_html, level_html, levels_html
from archreport.render.drawing.diagram.legend import legend_html
from archreport.render.drawing.diagram.svg_file import svg_file

__all__ = ["dot_source", "inside_html", "legend_html", "level_html", "levels_html", "svg_file"]
