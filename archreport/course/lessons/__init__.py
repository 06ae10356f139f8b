"""The lessons: hand-written pages, filled with numbers and figures. Nothing here imports torch.

* ``lesson``: a page's template, filled in
* ``template_functions``: the list of what a lesson may call, and the chapters in their order
* ``<chapter>/``: one folder a chapter with its figures, data and words; its ``__init__`` names them
* ``report_functions``, ``page_functions``, ``sums``, ``formulas``: what all chapters call
* ``figure_parts``: grids, boxes and arrows that figures share
"""
