"""A network of the catalog with its public ImageNet weights, and the names of its classes."""

from archreport.catalog.networks import entry
from archreport.running.class_names import imagenet_labels
from archreport.running.weights.files import load_public
from archreport.running.weights.public_names import PUBLIC_WEIGHTS

__all__ = ["PUBLIC_WEIGHTS", "entry", "imagenet_labels", "load_public"]
