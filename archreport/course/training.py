"""Training in a laboratory: a seeded beginning, the loop, and what is measured afterwards."""

from archreport.course.kit.training import (
    Epoch,
    Loss,
    Recipe,
    accuracy,
    device,
    mean_over_views,
    scores,
    to_input,
    train,
)
from archreport.running.weights.seeded import seeded_initialisation

__all__ = [
    "Epoch",
    "Loss",
    "Recipe",
    "accuracy",
    "device",
    "mean_over_views",
    "scores",
    "seeded_initialisation",
    "to_input",
    "train",
]
