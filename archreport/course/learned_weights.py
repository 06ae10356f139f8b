"""The learned convolutions of Oxford's VGG-16, for notebooks: as tensors, and as a network."""

from archreport.running.photo import load_photo, photo_names, prepare_as
from archreport.running.weights.oxford import OXFORD_SCALING, oxford_state_dict
from archreport.running.weights.vgg16_features import oxford_features, vgg16_features

__all__ = [
    "OXFORD_SCALING",
    "load_photo",
    "oxford_features",
    "oxford_state_dict",
    "photo_names",
    "prepare_as",
    "vgg16_features",
]
