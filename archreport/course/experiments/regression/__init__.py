"""Chapter 6's regressions: a network that says a number, or three, for every pixel.

* `pictures`: the album's photographs, split by photograph; noise, light and colour
* `network`: a small U-Net that answers with numbers
* `training`: mean squared error, Adam
* `classical`: what does not learn: blurs, medians, grey
* `colours`: colour from VGG-16's features by one linear layer
* `measure`: all of it, as the numbers of `archreport.course.lessons.dense_prediction.regression`

``python -m archreport.course.experiments.regression`` makes them.
"""
