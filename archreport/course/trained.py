"""The network that several laboratories look at: trained once, then kept."""

from archreport.course.kit.trained import (
    COPIES,
    RECIPE,
    SIZE,
    VIEWS,
    Trained,
    cache_folder,
    emoji_net,
    test_pictures,
    train_pictures,
)

__all__ = [
    "COPIES",
    "RECIPE",
    "SIZE",
    "VIEWS",
    "Trained",
    "cache_folder",
    "emoji_net",
    "test_pictures",
    "train_pictures",
]
