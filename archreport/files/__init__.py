"""Writing files so that the last good output survives any failure, and no run leaves litter.

What is being made has a hidden name beside its place (`unfinished`) and takes that place in one
step (`exchange`); `atomic` puts the two together for files and folders. `one_writer` keeps two runs
out of one output folder. Nothing here knows what is written.
"""

from archreport.files.atomic import folder_atomically, write_atomically
from archreport.files.link import link_or_copy
from archreport.files.one_writer import Writing, one_writer
from archreport.files.unfinished import sweep_below, temporary_folder

__all__ = [
    "Writing",
    "folder_atomically",
    "link_or_copy",
    "one_writer",
    "sweep_below",
    "temporary_folder",
    "write_atomically",
]
