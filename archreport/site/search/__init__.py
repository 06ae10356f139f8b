"""The site's search: the built pages as an index of small files, and what ranks them.

Own code, for want of a library that finds and is light: the theme's search loads its whole index
with every page and drops the last character of Chinese terms, and it and Pagefind both miss a third
of the Chinese questions in ``tests/browser/search_queries.yaml`` with the terms' other words on the
pages; Pagefind besides cannot be read from a copy opened as a file.

`sections` reads pages, `words` cuts texts into terms, `ranking` weighs the terms, `index` makes the
files. The reader's side is ``docs/assets/js/search*.js``. No torch, no MkDocs.
"""
