"""Chapter 7's experiments on VGG-16 with learned weights, each with its controls.

* `networks`: the learned layers, and the same layers untrained
* `samples`: the pictures, emoji pasted on photographs
* `features`: a picture as a vector; nearest pictures
* `head`: one linear layer on top of the features
* `heat_maps`: where a score comes from, by four methods; maps that see no network
* `measure`: all of it, as the numbers of `archreport.course.lessons.inside_vgg.measured`
* `sprites`: the pictures of the chapter
"""
