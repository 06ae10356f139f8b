"""Which input pixels a value can see, layer by layer, in one, two or three dimensions.

`one_axis` follows one axis exactly, also behind an upsampling; `field` holds what a row sees along
all axes; `rules` say what each way of working does to the field of what is read.
"""
