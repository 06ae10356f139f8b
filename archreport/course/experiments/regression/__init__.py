"""Chapter 6's regressions: a network that says a number, or three, for every pixel.

* `pictures`: the album's photographs, split by photograph; noise, light and colour
* `network`: a small U-Net that answers with numbers
* `training`: mean squared error, Adam
* `classical`: what takes noise away without learning
* `hypercolumns`: colour from VGG-16's features by one linear layer
* `denoising`, `colouring`: the two tasks, each in several ways
* `judging`: decibels, as the numbers of `archreport.course.lessons.dense_prediction.regression`

``python -m archreport.course.experiments.regression`` makes them.
"""
