"""Which input pixels a value can see, layer by layer, in one, two or three dimensions.

* `one_axis` follows one axis exactly, also behind an upsampling
* `layout` says where the positions of a map lie in a tensor: channels last, as tokens, in windows
* `field` holds what a tensor sees along all axes, and `joining` is where tensors meet
* `rules` say what each way of working does to the fields of what is read

Nothing is assumed of a tensor's axes but what has been followed from the input. What cannot be
followed is a bound, at the most all that was seen before; never a smaller number than the truth.
`tests/operations/receptive_field/random_networks.py` holds all of this against gradients.
"""
