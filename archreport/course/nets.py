"""The small networks of the laboratories."""

from archreport.course.kit.nets import EmojiNet, NarrowNet

__all__ = ["EmojiNet", "NarrowNet"]
