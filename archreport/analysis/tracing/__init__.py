"""Watching one forward pass: which operations ran, what they read and wrote, what they multiplied.

* `tracer`: the functions that a model calls, one record each
* `kernel_counter`: the kernels below them, whose products are counted
* `passes`: the passes that an analysis needs, and leaving the model as it was
* `remembered`: results on the meta device, made again where they were made before
"""
