"""The laboratories of the course by name, in the order of its chapters."""

LABORATORIES = (
    "00-before-2012",
    "01-counting",
    "02-receptive-field",
    "03-inception-fcn",
    "04-degradation",
    "05-alignment",
    "05-local-convolution",
    "06-segmentation",
    "07-vgg-apart",
    "08-now-you",
)


def lab_number(name: str) -> str:
    """What a reader calls it: "05-alignment" is 5, the second of the same chapter 5b."""
    digits = name[:2].lstrip("0") or "0"
    same = [one for one in LABORATORIES if one[:2] == name[:2]]
    place = same.index(name) if name in same else 0
    return digits + ("" if place == 0 else chr(ord("a") + place))
