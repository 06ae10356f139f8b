"""The atlas of a network's units: a page for each convolution, and one that leads to them.

* `lines`: what a page says of each unit
* `pages`: the pages of the site, as Markdown
* `html_files`: the same as HTML that stands alone, for a reader's own pictures

Pages have pictures beside them, drawn elsewhere: ``137.webp`` is the sprite of unit 137. All that
is said comes from an `archreport.report.units.UnitAtlas`.
"""
