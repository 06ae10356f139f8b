"""The atlas of VGG-16's units: what the course keeps of it, and how it is made.

* `pictures`: what is looked at, the album's photographs and emoji pasted on them
* `kept`: what is kept in ``data/`` between builds, and what it was made from
* `make`: makes all of it again: ``python -m archreport.course.atlas.make``

Pages are written from what is kept, without torch and without the weights.
"""
