"""Finding a reader's own model: ``package.module:callable`` and ``1x3x224x224``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from archreport.errors import BadInput

if TYPE_CHECKING:
    from torch import nn


def parse_shape(text: str) -> tuple[int, ...]:
    """``"1x3x224x224"`` (or with commas, or ×) as a shape. Raises `BadInput`."""
    parts = text.lower().replace("×", "x").replace(",", "x").split("x")
    try:
        shape = tuple(int(part) for part in parts)
    except ValueError:
        shape = ()
    if not shape or min(shape) < 1:
        raise BadInput(
            f"{text!r} is no input shape.",
            "Write the batch first and join the extents with x, as in 1x3x224x224.",
        )
    return shape


def load_target(target: str) -> nn.Module:
    """Import ``package.module:callable`` and call it, on the meta device: no weights are made.

    A module object is taken as it is. Raises `BadInput` where there is no such thing.
    """
    import torch
    from torch import nn

    module_name, _, attribute = target.partition(":")
    if not module_name or not attribute:
        raise BadInput(
            f"{target!r} names no model.", "Write PACKAGE.MODULE:CALLABLE, as in mynet:Net."
        )
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = importlib.import_module(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:  # whatever the reader's file raises
        raise BadInput(
            f"{target} could not be imported: {type(error).__name__}: {error}.",
            "Run it in the folder of your file, with the package's own Python.",
        ) from error
    if isinstance(found, nn.Module):
        return found
    if not callable(found):
        raise BadInput(f"{target} is a {type(found).__name__}.", "Name a module or a callable.")
    try:
        with torch.device("meta"):
            model = found()
    except Exception as error:
        raise BadInput(
            f"{target}() raised {type(error).__name__}: {error}.",
            "Name a callable without arguments: write a small function that builds your model.",
        ) from error
    if not isinstance(model, nn.Module):
        raise BadInput(
            f"{target}() returned a {type(model).__name__}.", "It must return a torch.nn.Module."
        )
    return model
