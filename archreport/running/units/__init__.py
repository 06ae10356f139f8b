"""What the units of a convolutional network answer to.

* `views`: a picture cut into what the network can see at once, at several scales
* `strongest`: the strongest places of every unit, kept while pictures come and go
* `sweep`: pictures through a network, one after the other; can be stopped and taken up again
* `sprites`: the strongest patches of a unit as one small picture
* `maximise`: a picture that excites a unit, made by gradient ascent

The result is an `archreport.report.units.UnitAtlas`.
"""
