"""The laboratories of the course by name, in the order of its chapters."""

from archreport.course.numbering import chapter_number

LABORATORIES = (
    "00-before-2012",
    "01-counting",
    "01b-learning",
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
    """What a reader calls it: "05-alignment" is 5, the second of the same chapter 5b.

    A laboratory of chapter 1b is 1b. Raises `ValueError` for a name that begins with no number.
    """
    number = chapter_number(name)
    same = [one for one in LABORATORIES if chapter_number(one) == number]
    place = same.index(name) if name in same else 0
    return number + ("" if place == 0 else chr(ord("a") + place))
