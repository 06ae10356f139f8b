"""Watching one forward pass: which operations ran, what they read and wrote, what they multiplied.

* `tracer`: the functions that a model calls, one record each
* `kernel_counter`: the kernels below them, whose products are counted
* `places`: which part of a memory a tensor holds, and who wrote it last
* `nested`: the tensors inside arguments and results
* `passes`: the passes that an analysis needs, and leaving the model as it was
* `remembered`: results on the meta device, made again where they were made before
"""
