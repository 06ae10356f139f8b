"""Photographs, those of archreport and your own: read, cut to size, made a network's input."""

from archreport.running.photo import crop_image, load_photo, photo_names, prepare

__all__ = ["crop_image", "load_photo", "photo_names", "prepare"]
