"""Reading the site while writing lessons: ``archreport serve --watch``.

The pages and the site are copied once, so that nothing published changes and other runs may write.
Then, whenever something is saved:

* `watching`: which files have changed
* `work`: what has to be made again for them
* `render_lessons`: the lessons, in a process of its own, as their code may be what has changed
* `renewed`: the copy, through MkDocs, which makes only the pages that are new
* `reloading`: the server, which lets browsers load the page again
"""
