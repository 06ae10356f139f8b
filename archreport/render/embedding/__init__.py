"""A row, a table, a ribbon, a diagram or the totals of a report as a piece of anybody's page.

`embed` is a pure function from a report to HTML: no script, no id that another piece of the page
has, and classes below one class, so that the page around it changes nothing and is not changed.
Text takes the page's own colour and the colours of drawings stand on light and on dark paper, so
that it needs not know which the page is. `sheet` is the style sheet that belongs to it.
"""
