"""The ribbon: a network as a row of slabs, as tall as its maps and as wide as its channels.

* `slabs`: which layers it shows
* `placing`: where they lie, to which scale
* `labels`: what is written beside them
* `ribbon`, `several`: the drawing of one network, and of several to one scale
"""
