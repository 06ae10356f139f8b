"""`analyze` with every second method, for tests that ask whether the methods agree."""

from functools import partial

import archreport

analyze = partial(archreport.analyze, checks="all")
