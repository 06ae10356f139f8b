"""Why a model could not take its input, in words that help."""

from __future__ import annotations

import re

from torch import Tensor, nn

from archreport.analysis.inputs.arguments import Arguments
from archreport.analysis.inputs.call import Shape
from archreport.analysis.isolation.reachable import reachable
from archreport.errors import ArchreportError, BadInput, ForwardFailed

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


def wants_integers(error: Exception) -> bool:
    """True where an operation refused numbers with a point for an index."""
    return bool(_INTEGERS.search(_text(error)))


def forward_failed(
    error: Exception, model: nn.Module, arguments: Arguments, place: str, hooks: int = 0
) -> ArchreportError:
    """The error for a person: the model's own message, the place, and what to try.

    ``place`` is the path of the module that was running, "" where that is not known; ``hooks`` how
    many hooks of the user's were left out.
    """
    if isinstance(error, ArchreportError):
        return error
    left_out = (
        f"{hooks} of your hooks did not run: with analyze(…, hooks=True) they do. " if hooks else ""
    )
    return ForwardFailed(
        f"{type(model).__name__} could not take {_inputs(arguments)}: "
        f"{type(error).__name__}: {_first_line(error)}",
        (f"It stopped in {place}. " if place else "") + (left_out or _hint(error)),
    )


def _first_line(error: Exception) -> str:
    return (_text(error).strip().splitlines() or [""])[0]


def _text(error: Exception) -> str:
    try:
        return str(error)
    except Exception:
        return "(its own message raises an error)"


def _inputs(arguments: Arguments) -> str:
    """The tensors of the call by their shapes; no values."""
    shapes = []
    for value in reachable(arguments):
        if isinstance(value, Shape | Tensor):
            extents = value.extents if isinstance(value, Shape) else value.shape
            shapes.append(" × ".join(map(str, extents)) or "one number")
    return f"an input of {', '.join(shapes)}" if shapes else "this call"


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


def _hint(error: Exception) -> str:
    text = _text(error)
    if isinstance(error, TypeError) and _MISSING.search(text):
        return (
            "Give every argument of forward(): several shapes in a tuple, or by name in a "
            "dictionary; on the command line repeat --input."
        )
    if wants_integers(error):
        return (
            "It wants whole numbers: archreport.shape(…, dtype='int64', high=…), on the command "
            "line --input 2x128:int64."
        )
    if _SIZES.search(text):
        return "Check the input shape: batch first, then channels, height, width for a picture."
    return "The message is the model's own; run model(input) to see all of it."
