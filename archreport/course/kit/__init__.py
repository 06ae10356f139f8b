"""What the laboratories share: tables, answers, data, networks, training.

Notebooks import it by the names of `archreport.course`, one module there for each one here.
Everything is small, seeded and offline. It needs the ``course`` extra
(``pip install "archreport[course]"``), among others for scikit-image's photographs.

* `display` – tables and reports
* `answers` – what fills a gap checked, a prediction compared
* `figure_style` – how figures are drawn for the site
* `emoji` – 1,080 labelled emoji, split so that no near-duplicates are on both sides
* `pasting` – emoji pasted on photographs, with exact masks
* `picture_folder` – a folder of pictures as classes and series
* `digits` – 5,000 handwritten digits
* `nets`, `segmentation` – the small networks
* `training` – the training loop
* `trained` – the one training that several laboratories share
* `faces`, `alignment`, `design` – for one laboratory each
"""
