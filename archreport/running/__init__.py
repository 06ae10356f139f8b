"""A real pass on a real device: weights, a photograph, values, times, pictures of feature maps.

What a network *is* belongs to ``analysis/``; here is what one run of it *did*. The caller says
which rows are worth a picture.

* `run`: a network prepared and run
* `options`, `device`, `photo`, `class_names`: what a run is asked for and needs
* `weights`: a seeded initialisation, a file, public weights
* `values`, `timing`, `peak_memory`: what is measured
* `sheets`: feature maps and filters as pictures
* `speed`: what makes all this faster and changes no result
"""
