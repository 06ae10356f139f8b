"""Kills runs, at random and at every rename, and looks at what is left. Run by hand:
``python -m tests.kills``."""
