"""Chapter 1's base model: what a few dozen photographs, and a single linear layer, make of it.

* `pictures`: photographs of the album, in the kinds that the packages sorted them into
* `features`: a photograph as a list of numbers, learned, untrained and by hand
* `measure`: each photograph judged by a layer fitted on all others

``python -m archreport.course.experiments.base_model`` makes them.
"""
