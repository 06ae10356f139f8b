"""The small kernel that chapter 1 calculates with by hand, on the patch of chapter 0."""

#: It answers where values rise to the right.
KERNEL = ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1))
BIAS = 1
