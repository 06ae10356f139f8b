"""Where the axes of a tensor come from: which axis of an input each of them is, or is a part of.

An axis is followed by what is done to it, not by its extent: through permutations, reshapes that
split it or merge it with others, slices, joins and products. That answers two questions of a shape:
which extent is the batch, and which are the positions of a picture, wherever they stand.

* `parts`: what an axis is, and what can be asked of it
* `reshaping`: cutting axes anew
* `call`: a call as the rules see it
* `rules`: what each operation does to axes
* `conventions`: what operations take their axes for
"""
