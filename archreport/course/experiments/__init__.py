"""What chapters say of networks that have to be run for it: made by hand, kept as data.

A folder for each question runs its experiments and writes what came of them: numbers beside the
lesson that quotes them, pictures to ``docs/assets``. A build only reads these, so that no page
waits for an experiment; tests make a part of each again.

``python -m archreport.course.experiments.NAME`` makes those of one folder: ``base_model``
(chapter 1), ``regression`` and ``animals`` (chapter 6), ``inside_vgg`` (chapter 7).
"""
