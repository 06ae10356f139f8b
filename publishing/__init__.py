"""Bringing a version to readers: what `dev.py` and the workflows call, and what runs anywhere else.

``versions`` is how sites of several versions lie beside each other, ``pages`` puts them on a branch
that a host serves, ``release`` collects the files of a release, ``lock`` writes the versions with
their hashes. None of it is part of the installed package.
"""
