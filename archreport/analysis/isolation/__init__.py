"""Leaving everything as it was: a pass runs on a copy, and what cannot be copied is put back.

* `reachable`: every object that a model or an argument holds
* `twin`: a copy of a model whose tensors are replaced by stand-ins, so that no weight is copied
* `snapshot`: for what cannot be copied: its state before, put back afterwards
* `hooks`: which hooks belong to a model, and which are its user's
* `surroundings`: random state and modes of the caller's process
"""
