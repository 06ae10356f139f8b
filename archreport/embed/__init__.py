"""Reports in the pages of others: a fence for MkDocs and a directive for Sphinx, of the same words.

`request` reads what is written, `reports` finds or makes the report, `mkdocs_plugin` and
`sphinx_directive` put the piece into a page. What the piece looks like is
`archreport.render.embedding`.
"""
