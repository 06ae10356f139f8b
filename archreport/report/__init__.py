"""The contract between what runs networks and what writes about them: plain frozen data.

* `model`: the Report and its parts, reading and writing it
* `run`: what a real pass adds: weights, photograph, statistics, pictures
* `timings`: what of it is another each time, in a file of its own
* `arithmetic`: the worked sum behind a number
* `kinds`, `final_values`, `longest_path`: what both sides ask of its rows: which hold weights,
  whose values can be shown, how deep it is
* `self_check`: whether a report adds up

Nothing that makes a report belongs here, and nothing that shows one. Nothing here imports torch.
"""
