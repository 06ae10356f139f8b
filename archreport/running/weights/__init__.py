"""Where weights come from: a seeded draw, a file, or public weights known by their hash.

* `choice`: which ones a run takes where the reader does not say
* `seeded`: an untrained initialisation
* `oxford`: the learned convolutions of VGG-16, from an installed file (`oxford_file`);
  `vgg16_features` is a network of nothing else
* `files`, `checkpoint`: a state-dict file; `public_names`: public ones by hash
* `digest`: one hash for all values of a network
"""
