"""Which input pixels a value can see, layer by layer.

`one_axis` follows one axis exactly, also behind an upsampling; `field` says what each operation
does to the field of its inputs.
"""
