"""Building: reports that are not fresh, the pages, MkDocs, and checking what came out.

Effects live here: folders, child processes, the web server. What a page says is decided in
``render/`` and ``course/``.
"""
