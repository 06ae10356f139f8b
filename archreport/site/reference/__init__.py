"""The reference on the site: the Python names, the command line, what ``--json`` prints.

Nothing of it is written twice: it comes from docstrings and signatures, and from click's commands.

* `python_names`: sources, read as text, to plain data; nothing is imported for it
* `docstrings`: a docstring as Markdown, with names that lead to where they are explained
* `command_help`: what there is to say of a command; the command line itself fills it in, since
  imports go from it to here
* `pages`: both as Markdown, in the language of the page; docstrings stay English
"""
