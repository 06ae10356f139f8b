"""The small networks of the laboratories."""

from archreport.course.kit.nets import EmojiNet, NarrowNet, SmallVGG

__all__ = ["EmojiNet", "NarrowNet", "SmallVGG"]
