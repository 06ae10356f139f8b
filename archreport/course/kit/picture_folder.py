"""A folder of pictures as data: a folder for each class, its pictures in it, named by series.

    leaves/
        maple/  tree1-1.jpg  tree1-2.jpg  tree2-1.jpg
        oak/    park-1.jpg   garden-1.jpg

A **series** is what was photographed together: one leaf, one afternoon, one film. It is the part of
the name before the last hyphen; a picture without a hyphen is a series of its own. Pictures of one
series are alike, so they belong on the same side of a split.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archreport.errors import BadInput
from archreport.running.photo import crop_image, load_photo

__all__ = ["PictureFolder", "read_folder"]

LEAST_SERIES = 4  # of each class: with fewer, a split leaves nothing to learn from, or to test


@dataclass(frozen=True)
class PictureFolder:
    """Pictures in the order of their classes and names.

    ``series`` counts over all classes; ``skipped`` says which files were left out, one sentence
    each.
    """

    pictures: NDArray[np.uint8]  # (N, side, side, 3)
    labels: NDArray[np.int64]  # (N,), index into classes
    series: NDArray[np.int64]  # (N,)
    classes: tuple[str, ...]
    names: tuple[str, ...]  # "oak/park-1.jpg"
    skipped: tuple[str, ...]


def read_folder(folder: str | Path, side: int) -> PictureFolder:
    """The pictures of ``folder``, their middles cut out and made ``side`` × ``side``.

    A file that is no picture, or a broken one, is left out and said in ``skipped``; hidden files
    and those that lie beside the classes, such as a list of sources, are passed over. Raises
    `BadInput` for a folder that is not there, has fewer than two classes, a folder inside a class,
    or a class of fewer than four series.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BadInput("pictures.no_folder", folder=folder)
    classes = sorted(one for one in folder.iterdir() if one.is_dir() and not _hidden(one))
    if len(classes) < 2:
        raise BadInput("pictures.one_class", folder=folder, count=len(classes))
    pictures: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    series: list[str] = []
    names: list[str] = []
    skipped: list[str] = []
    for label, of_class in enumerate(classes):
        for file in _files(of_class):
            name = f"{of_class.name}/{file.name}"
            try:
                picture = crop_image(load_photo(file)[0], side, side)
            except BadInput as error:
                skipped.append(str(error.message))
                continue
            pictures.append(np.asarray(picture))
            labels.append(label)
            series.append(f"{of_class.name}/{_series(file)}")
            names.append(name)
        _refuse_few(of_class, {one for one in series if one.startswith(f"{of_class.name}/")})
    order = {name: number for number, name in enumerate(dict.fromkeys(series))}
    return PictureFolder(
        np.stack(pictures),
        np.array(labels, np.int64),
        np.array([order[one] for one in series], np.int64),
        tuple(one.name for one in classes),
        tuple(names),
        tuple(skipped),
    )


def _files(folder: Path) -> list[Path]:
    files = sorted(one for one in folder.iterdir() if not _hidden(one))
    for one in files:
        if one.is_dir():
            raise BadInput("pictures.folder_inside", folder=folder, inside=one.name)
    return files


def _hidden(path: Path) -> bool:
    return path.name.startswith(".")


def _series(file: Path) -> str:
    before, hyphen, _ = file.stem.rpartition("-")
    return before if hyphen and before else file.stem


def _refuse_few(folder: Path, series: set[str]) -> None:
    if len(series) < LEAST_SERIES:
        raise BadInput("pictures.few", folder=folder, count=len(series), least=LEAST_SERIES)
