"""1,080 labelled emoji, split so that no near-duplicates are on both sides."""

from archreport.course.kit.emoji import (
    CLASSES,
    CLASSES_ZH,
    SIDE,
    Emoji,
    class_names,
    emoji,
    pixels,
    split,
)

__all__ = ["CLASSES", "CLASSES_ZH", "SIDE", "Emoji", "class_names", "emoji", "pixels", "split"]
