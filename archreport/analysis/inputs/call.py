"""How a caller writes down what a model is called with. Nothing here imports torch.

The rule, everywhere:

* a tuple or list of whole numbers is a *shape*: a tensor of these extents stands there. So is
  `shape`, which also takes a type and a range for whole numbers;
* a tensor or a NumPy array is itself;
* None, True, 3, 0.5 and "text" are themselves, and so is what `plain` holds: a tuple of numbers
  that is no shape;
* inside a list, tuple, dictionary or dataclass the same rule holds again;
* everything else is handed on as it is, its tensors included.

At the top, a plain tuple or list that is no shape holds the positional arguments, a dictionary the
keyword arguments, a `call` both; anything else is the one argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from archreport.errors import BadInput, phrase

Extents = tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """A tensor that is only described. ``dtype`` is a torch type or its name; None is the model's
    own. Whole numbers are drawn from ``low`` (included) to ``high`` (left out); else all are 0.
    """

    extents: Extents
    dtype: Any = None
    low: int = 0
    high: int | None = None


@dataclass(frozen=True)
class Plain:
    """A value that is handed on as it is, though it looks like a shape."""

    value: Any


@dataclass(frozen=True)
class Call:
    """Positional and keyword arguments of one call, as the caller wrote them."""

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] | None = None


def call(*args: Any, **kwargs: Any) -> Call:
    """What the model is called with, written like the call itself.

    >>> call((1, 3, 224, 224), timestep=5, mask=None).kwargs
    {'timestep': 5, 'mask': None}
    """
    return Call(args, kwargs)


def shape(*extents: int, dtype: Any = None, low: int = 0, high: int | None = None) -> Shape:
    """A tensor of these extents, with a type and, for whole numbers, a range.

    >>> shape(2, 128, dtype="int64", high=30_522).extents
    (2, 128)

    Args:
        extents: the whole shape, the batch included, each at least 1.
        dtype: a torch type or its name; by default the model's own.
        low: whole numbers are drawn from here, this one included.
        high: up to here, this one left out; without it all are 0.

    Raises:
        BadInput: an extent is below 1, or the range is empty.
    """
    if len(extents) == 1 and is_shape(extents[0]):  # the extents in one tuple
        extents = tuple(extents[0])  # type: ignore[arg-type]
    if not is_shape(extents):
        raise BadInput("input.no_shape", extents=extents)
    if high is not None and high <= low:
        raise BadInput("input.empty_range", low=low, high=high)
    return Shape(as_extents(extents), dtype, low, high)


def plain(value: Any) -> Plain:
    """``value`` as it is: ``plain((7, 7))`` is a tuple of two numbers, not a 7 × 7 tensor.

    >>> call((1, 64, 7, 7), size=plain((7, 7))).kwargs
    {'size': Plain(value=(7, 7))}
    """
    return Plain(value)


def as_call(given: Any) -> Call:
    """What the caller gave, by the rule above. Raises `BadInput` where it can be nothing."""
    if isinstance(given, Call):
        return given
    if type(given) is dict:
        unnamed = [key for key in given if not isinstance(key, str)]
        if unnamed:
            raise BadInput("input.no_name", name=unnamed[0])
        return Call((), given)
    if type(given) in (tuple, list) and not is_shape(given):
        if given and all(isinstance(n, int | float) for n in given):
            raise BadInput(
                "input.odd_one", phrase("input.forms"), given=tuple(given), odd=_odd_one(given)
            )
        return Call(tuple(given))
    return Call((given,))


def is_shape(value: Any) -> bool:
    """True for a plain tuple or list of whole numbers, NumPy's included, and for ``torch.Size``."""
    if type(value) not in (tuple, list) and type(value).__name__ != "Size":
        return False
    return bool(value) and all(is_whole(number) for number in value)


def is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def as_extents(numbers: Any) -> Extents:
    """A shape's extents as plain numbers. Raises `BadInput` for one below 1."""
    extents = tuple(int(number) for number in numbers)
    if not extents or min(extents) < 1:
        raise BadInput("input.not_positive", extents=extents)
    return extents


def _odd_one(numbers: Any) -> Any:
    return next(number for number in numbers if not is_whole(number))
