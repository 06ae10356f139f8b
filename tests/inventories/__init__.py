"""Development test: other builders resolve links by name into the built site.

Run by hand: ``python -m tests.inventories SITE`` for a built site (by default ``site``). Small
sites are written for Sphinx, MkDocs (autorefs with an inventory of mkdocstrings) and MyST, each
with twenty references drawn from all kinds of names, and built with what is installed: Sphinx comes
with the extra `dev`; ``pip install mkdocs-autorefs "mkdocstrings[python]"``; ``npm i mystmd``, with
``node_modules/.bin`` on the PATH. What is not installed is named and left out. (Quarto reads such
inventories only with an extension of quartodoc, and its package fetches the program itself from
elsewhere.)
"""
