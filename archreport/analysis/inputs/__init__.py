"""What a model is called with: shapes, tensors and plain values, positional and by keyword.

* `call`: how a caller writes it down: `call`, `shape`, `plain`
* `arguments`: from there to the arguments of a pass, on the device where the pass runs

What happens to the model during a pass belongs to ``tracing/`` and ``isolation/``.
"""
