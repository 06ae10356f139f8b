"""What chapters say of networks that have to be run for it: made by hand, kept as data.

A folder for each chapter runs its experiments and writes what came of them: numbers beside the
lesson that quotes them, pictures to ``docs/assets``. A build only reads these, so that no page
waits for an experiment; tests make a part of each again.

``python -m archreport.course.experiments.inside_vgg`` makes those of chapter 7.
"""
