"""The tests, in the folders of the rooms that they test."""

import os

#: The environment that the tests were started in.
GIVEN = dict(os.environ)
# One thread of PyTorch for the small networks here: several would wait for each other more than
# they compute, and for minutes where other work has a core. A test of threads says how many.
os.environ.setdefault("OMP_NUM_THREADS", "1")
