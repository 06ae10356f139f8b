"""A face to align: points picked by hand on a photograph, and a head to compare them with."""

from archreport.course.kit.faces import ANCHORS, FACE, FacePoint, Points, front_view, head, picked

__all__ = ["ANCHORS", "FACE", "FacePoint", "Points", "front_view", "head", "picked"]
