"""A real pass on a real device: weights, a photograph, values, times, pictures of feature maps.

What a network *is* belongs to ``analysis/``; here is what one run of it *did*. Which rows are worth
a picture is told by the caller.
"""
