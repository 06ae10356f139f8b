"""Why a model could not take its input, in words that help."""

from __future__ import annotations

import re

from torch import Tensor, nn

from archreport.analysis.inputs.arguments import Arguments
from archreport.analysis.inputs.call import Shape
from archreport.analysis.isolation.reachable import reachable
from archreport.errors import ArchreportError, ForwardFailed, Phrase, phrase

_INTEGERS = re.compile(
    r"indices.*scalar types?: Long|used as indices must be long|indices must be .*(int|long)"
    r"|expected .* indices|Long, Int|one_hot is only applicable to index"
    r"|Expected dtype int64 for index",
    re.IGNORECASE | re.DOTALL,
)
_SIZES = re.compile(
    r"Expected \d+D|size mismatch|shapes cannot be multiplied|expected input.*channels"
    r"|mat1 and mat2|must match the size|Given groups"
)
_MISSING = re.compile(r"missing (\d+) required|takes (from )?\d+.* positional argument")


def wants_integers(error: BaseException) -> bool:
    """True where an operation refused numbers with a point for an index."""
    return bool(_INTEGERS.search(_text(error) or ""))


def forward_failed(
    error: BaseException, model: nn.Module, arguments: Arguments, place: str, hooks: int = 0
) -> ArchreportError:
    """The error for a person: the model's own message, the place, and what to try.

    ``place`` is the path of the module that was running, "" where that is not known; ``hooks`` how
    many hooks of the user's were left out.
    """
    if isinstance(error, ArchreportError):
        return error
    return ForwardFailed(
        "forward.failed",
        model=type(model).__name__,
        inputs=_inputs(arguments),
        kind=type(error).__name__,
        said=_first_line(error),
        place=phrase("forward.place", place=place) if place else "",
        advice=phrase("forward.hooks", hooks=hooks) if hooks else _hint(error),
    )


def _first_line(error: BaseException) -> Phrase | str:
    text = _text(error)
    if text is None:
        return phrase("forward.broken_message")
    return (text.strip().splitlines() or [""])[0]


def _text(error: BaseException) -> str | None:
    """The error's own message; None where that raises another one."""
    try:
        return str(error)
    except Exception:
        return None


def _inputs(arguments: Arguments) -> Phrase:
    """The tensors of the call by their shapes; no values."""
    shapes: list[Phrase | str] = []
    for value in reachable(arguments):
        if isinstance(value, Shape | Tensor):
            extents = value.extents if isinstance(value, Shape) else value.shape
            shapes.append(" × ".join(map(str, extents)) or phrase("forward.one_number"))
    return phrase("forward.inputs", shapes=shapes) if shapes else phrase("forward.call")


def last_module(error: BaseException, model: nn.Module) -> str:
    """The path of the module of ``model`` that was running when ``error`` was raised, or ""."""
    names = {id(module): name for name, module in model.named_modules()}
    last = ""
    traceback = error.__traceback__
    while traceback is not None:
        this = traceback.tb_frame.f_locals.get("self")
        last = names.get(id(this), last) if isinstance(this, nn.Module) else last
        traceback = traceback.tb_next
    return last


def _hint(error: BaseException) -> Phrase:
    text = _text(error) or ""
    if isinstance(error, TypeError) and _MISSING.search(text):
        return phrase("forward.arguments")
    if wants_integers(error):
        return phrase("forward.integers")
    if _SIZES.search(text):
        return phrase("forward.sizes")
    return phrase("forward.its_own")
