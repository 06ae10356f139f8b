"""Is a result still what its sources would give today, and is it whole? Nothing changed, nothing
to do.

* `sources`: the modules behind a module or a piece of code, and the data files beside them
* `libraries`: the installed versions of what these import
* `dependencies`: all that a result depends on, part by part
* `kept_folder`: a folder that records what it was made from and what is in it

The same for reports, laboratories and trained networks. Nothing here imports torch, so that a build
with nothing to do answers at once.
"""
