"""What makes a build faster and changes no result, apart from what a reader wants to follow.

* `overlap`: one network's last pictures are drawn beside the preparation of the next
* `parallel_draws`: random weights drawn by several threads, hashed while they are drawn
* `kept_memory`: freed memory stays in the process for the next tensor
* `one_pass`: a slow network's values and times come from one pass
* `frozen_objects`: finished reports are left out of garbage collections

Each says what it saves: of a cold build of the shelf's 29 networks (2 cores, 160 s of processor
time), or of the step that it is about.
"""
