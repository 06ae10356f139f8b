"""Watching one forward pass: which operations ran, what they read and wrote, what they multiplied.

* `passes`: the passes that an analysis needs, and leaving the model as it was
* `tracer`: the functions that a model calls, each told to a watcher
* `describer`: the watcher that rows are made of; `ledger` says where each tensor comes from,
  `places` which part of a memory it holds, `forms` what a call was given
* `memory_watcher`: the watcher of a training pass, of memory alone; `storages` numbers it
* `kernel_counter`: the kernels below the functions, whose products `kernel_formulas` counts
* `remembered`, `remembered_calls`: results on the meta device, made from memory the next time
* `nested`: the tensors inside arguments and results
"""
