"""The name under which a called function is known.

An operation is known by the name of the Python function that was called: ``F.relu``,
``torch.relu`` and ``Tensor.relu`` are all "relu"; ``a + b`` and ``torch.add`` are both "add".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from archreport.operations.slices import slices_of
from archreport.operations.table import ALIASES, operation

#: Python's operators whose names say something else than the operation.
_OPERATORS = {
    "__rsub__": "rsub",
    "__truediv__": "div",
    "__rtruediv__": "div",
    "__rdiv__": "div",
    "__itruediv__": "div_",
    "__rpow__": "pow",
    "__rmatmul__": "matmul",
    "__radd__": "add",
    "__rmul__": "mul",
    "__rand__": "and",
    "__ror__": "or",
    "__rxor__": "xor",
}


#: Names that begin like an operator in place, ``__iadd__``, and are none.
_NO_IN_PLACE = frozenset({"__invert__", "__index__", "__int__", "__iter__"})


def operation_name(function: Callable[..., Any], args: Sequence[Any] = ()) -> str:
    """The plain name of a traced function: "conv2d", "add", "add_" in place, "T" for ``x.T``.

    Given the arguments too, a slice of a feature map's spatial axes is a "crop", or a "subsample"
    where it takes steps.
    """
    name = _plain_name(function)
    if name == "getitem" and len(args) > 1:
        return _slice_name(args[0], args[1])
    return name


@lru_cache(maxsize=4096)
def _plain_name(function: Callable[..., Any]) -> str:
    name = str(getattr(function, "__name__", type(function).__name__))
    if name == "__get__":  # a property such as Tensor.T
        return str(getattr(getattr(function, "__self__", None), "__name__", "property"))
    if name == "grad" and function.__module__ == "torch.autograd":
        return "autograd_grad"
    if name in _OPERATORS:
        return _OPERATORS[name]
    if name.startswith("__i") and name.endswith("__") and name not in _NO_IN_PLACE:
        return name[3:-2] + "_"
    if name.startswith("__") and name.endswith("__"):
        return name[2:-2]
    in_place = "_" if name.endswith("_") else ""
    plain = name.removesuffix("_")
    return ALIASES[plain] + in_place if plain in ALIASES else name


def _slice_name(tensor: Any, index: Any) -> str:
    slices = slices_of(index, tensor.dim())
    if slices is None or tensor.dim() < 3:
        return "getitem"
    written_out = isinstance(index, tuple) and len(index) == tensor.dim() and Ellipsis not in index
    if not written_out and all(part == slice(None) for part in slices[2:]):
        return "getitem"  # some of the batch, or of the channels
    if tensor.dim() != 4 and slice(None) not in slices[1:2]:
        return "getitem"  # perhaps some of a sequence's tokens: (N, tokens, features)
    return "crop" if all(part.step in (None, 1) for part in slices) else "subsample"


def named_arguments(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by name where the table has the names; tensors are left in.

    A name with a star takes all the rest, given one by one or as one tuple: ``x.permute(0, 2, 1)``.
    """
    names = operation(name).arguments
    given = dict(zip(names, args, strict=False))
    if names and names[-1][0] == "*" and names[-1] in given:
        rest = args[len(names) - 1 :]
        del given[names[-1]]
        one = len(rest) == 1 and isinstance(rest[0], (tuple, list))
        given[names[-1][1:]] = tuple(rest[0]) if one else tuple(rest)
    return {**given, **kwargs}
