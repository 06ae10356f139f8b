"""Names of classes, for reading a network's answers.

archreport brings the 1,000 classes of ILSVRC 2012 in ``labels/imagenet1k.txt``: the nouns of
WordNet 3.0, with its licence at the head of the file.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from archreport.errors import BadInput, phrase

_MAX_BYTES = 10_000_000


def imagenet_labels() -> tuple[str, ...]:
    """The 1,000 class names of ILSVRC 2012, in the order of public ImageNet weights."""
    file = resources.files("archreport.running") / "labels" / "imagenet1k.txt"
    return _parse(file.read_text(encoding="utf-8"))


def load_labels(path: str | Path, count: int | None = None) -> tuple[str, ...]:
    """One name a line, class 0 first, from a UTF-8 text file; lines that begin with # are not read.

    Raises `BadInput` when the file cannot be read, has an empty line among the names, or has not
    exactly ``count`` names.
    """
    path = Path(path)
    hint = phrase("labels.hint")
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else None
        text = None if data is None else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("labels.not_text", hint, path=path) from error
    except OSError as error:
        raise BadInput("labels.unreadable", hint, path=path, reason=error.strerror) from error
    if text is None:
        raise BadInput("labels.too_large", hint, path=path)
    labels = _parse(text)
    if "" in labels:
        raise BadInput("labels.empty_line", hint, path=path, number=labels.index(""))
    if count is not None and len(labels) != count:
        raise BadInput("labels.count", hint, path=path, names=len(labels), classes=count)
    return labels


def _parse(text: str) -> tuple[str, ...]:
    lines = (line.strip() for line in text.rstrip().splitlines())
    return tuple(line for line in lines if not line.startswith("#"))
