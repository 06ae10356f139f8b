"""What PyTorch's operations are, one entry each, and the rules that the entries name.

* `table/`: the entries: names, kind, arguments, window, closed forms, receptive field, words
* `entry`: what an entry says
* `function_names`: the name under which a called function is known
* `call`, `hyper_parameters`, `slices`: one call as plain data, and reading it off the arguments
* `windows`, `closed_forms`, `receptive_field/`: the formulas

Used on both sides of the Report: the analysis counts by these entries, the pages name operations by
them. So nothing here imports torch, and nothing here knows a network. A new operation is one entry
of `table/` and a test of it.
"""
