"""What operations take their axes for: which is the batch, and what a window slides over."""

from __future__ import annotations

import re

from archreport.operations.axes.call import Given, Read, reads_in

_RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu")
_WINDOWED = re.compile(r"(?:conv|conv_transpose|(?:adaptive_)?(?:max|avg)_pool)(\d)d")


def batch_places(name: str, given: Given) -> tuple[tuple[Read, int | None], ...]:
    """The tensors of a call whose batch the operation knows, each with the axis that it takes;
    None where it takes none, and every axis is something else.

    Convolutions and poolings take the first, and one without a batch where an axis is missing.
    PyTorch's own attention and recurrent layers say whether the sequence or the batch comes first.
    """
    plain = name.rstrip("_")
    reads = tuple(reads_in(given.args))
    if not reads:
        return ()
    rank = len(reads[0].shape)
    if plain == "multi_head_attention_forward":
        return tuple((read, 1 if rank == 3 else None) for read in reads[:3])
    if plain in _RECURRENT:
        if rank != 3:  # without a batch, or packed
            return ()
        states = tuple((read, 1) for read in reads_in(given.args[1:2]) if len(read.shape) == 3)
        return ((reads[0], batch_of_recurrent(given)), *states)
    dimensions = _dimensions(name)
    if dimensions and rank in (1 + dimensions, 2 + dimensions):
        return ((reads[0], 0 if rank == 2 + dimensions else None),)
    return ()


def window_places(name: str, given: Given) -> tuple[int, ...]:
    """The axes of its first tensor that a convolution or a pooling slides over; () for others,
    and for one that is given no batch."""
    read = next(reads_in(given.args), None)
    dimensions = _dimensions(name)
    if read is None or not dimensions or len(read.shape) != 2 + dimensions:
        return ()
    return tuple(range(2, len(read.shape)))


def _dimensions(name: str) -> int:
    """Over how many an operation slides a window; 0 for one that does not."""
    found = _WINDOWED.match(name)
    return int(found[1]) if found else 0


def batch_of_recurrent(given: Given) -> int:
    """0 for a recurrent layer that is given the batch first, else 1: its last argument says so."""
    first = given.kwargs.get("batch_first", given.args[-1] if given.args else False)
    return 0 if first is True else 1
