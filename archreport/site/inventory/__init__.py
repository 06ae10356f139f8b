"""What can be linked on the site by name, for the pages of others.

`entries` collects the names from the built pages: networks and their rows, chapters and other
pages, sections, terms of the glossary, audited figures. `files` writes them for Sphinx, MkDocs and
Quarto (``objects.inv``) and for MyST (``myst.xref.json``), in the root of each language.
"""
