"""Chapter 6's segmentation of photographs: animals and background, in the manner of FCN.

* `pictures`: photographs of the album and their masks, all multiples of 32 pixels
* `scores`: score layers on VGG-16's pool5, pool4 and pool3, enlarged and added
* `controls`: maps that see no network
* `measure`: held-out photographs, mean IU, as the numbers of
  `archreport.course.lessons.dense_prediction.segmentation`

``python -m archreport.course.experiments.animals`` makes them.
"""
