"""Layer tables whose columns, rows and order a reader chooses.

* `table`: which lines they are, as values and as text
* `forms`: the same as CSV, plain data, Markdown, and for a terminal

The lines are those of `archreport.render.table_view`, so that no table disagrees with another.
"""
