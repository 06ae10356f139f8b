"""A folder of pictures as data: a folder for each class, pictures named by their series."""

from archreport.course.kit.picture_folder import PictureFolder, read_folder

__all__ = ["PictureFolder", "read_folder"]
