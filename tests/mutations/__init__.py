"""Changes report files at random, and uses what is still taken for a report. Run by hand:
``python -m tests.mutations``."""
