"""Rules for what reads all positions along an axis: sums, norms, products of matrices, attention.

Where these read channels alone, every position stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archreport.operations.call import Call
from archreport.operations.receptive_field.field import NOTHING, Field
from archreport.operations.receptive_field.joining import joined
from archreport.operations.receptive_field.layout import Layout, Part
from archreport.operations.receptive_field.rules.common import (
    Fields,
    Operand,
    Sums,
    disordered,
    keeps,
    of_one,
    only_channels_at,
    places,
    role,
    scatters,
    with_parts,
    with_rest,
)

# -- normalisations and softmax --------------------------------------------------------------------


@of_one
def spans_axis(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Every value reads all others along one axis, "dim": a softmax, a norm."""
    rank = len(read.shape)
    usual = (0 if rank in (0, 1, 3) else 1,) if "soft" in call.op else (1,)
    along = places(call, rank, usual) if rank else ()
    return scatters([read], call) if along is None else (read.field.mixed(along), {})


@of_one
def spans_map(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Statistics are taken over the map of each channel: instance norm, or batch norm where it
    does not use those that it has learnt."""
    if call.op.startswith("batch_norm"):
        if not call.values.get("training"):
            return read.field, {}
        return read.field.mixed([0, *range(2, len(read.shape))]), {}
    if call.values.get("use_input_stats") is False:
        return read.field, {}
    return read.field.mixed(range(2, len(read.shape))), {}


@of_one
def spans_groups(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Statistics are taken over the map, of some channels each."""
    groups = call.values.get("num_groups", 1)
    field = read.field.mixed([1], rough=groups != 1) if read.field.axes_at(1) else read.field
    return field.mixed(range(2, len(read.shape))), {}


@of_one
def spans_channels(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Every value reads neighbouring channels of its position: local response normalisation."""
    return read.field.mixed([1], rough=True), {}


@of_one
def spans_last_axes(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Statistics are taken over the last axes, those of "normalized_shape"."""
    last, rank = call.values.get("normalized_shape", 1), len(read.shape)
    count = len(last) if isinstance(last, (tuple, list)) else 1
    return read.field.mixed(range(rank - count, rank)), {}


# -- sums and what runs along an axis --------------------------------------------------------------


def reduces(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """A sum, a maximum, a norm over some axes, or all: each result sees all along them."""
    if len(operands) > 1:  # torch.max(a, b), value by value
        return keeps(operands, call)
    return _reduced(operands, call)


@of_one
def _reduced(read: Operand, call: Call) -> tuple[Fields, Sums]:
    rank, out = len(read.shape), call.out
    along = places(call, rank, range(rank))
    if along is None or (not along and rank > len(out)):
        along = tuple(range(rank))
    field = read.field.mixed(along)
    if len(out) == rank:
        return _with_channels(field, along, out), {}
    if len(out) != rank - len(set(along)):
        return scatters([read], call)
    kept = [place for place in range(rank) if place not in along]
    return field.placed(tuple(field.layout[place] for place in kept)), {}


@of_one
def runs_along(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Every value reads those before it along one axis: a running sum."""
    along = places(call, len(read.shape))
    if along is None:
        return scatters([read], call)
    return _with_channels(read.field.mixed(along, rough=True), along, call.out), {}


@of_one
def sorts(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Every result may be any of the values along one axis: sorting, the k largest."""
    along = places(call, len(read.shape), (0,) if call.op == "msort" else (-1,))
    if along is None:
        return scatters([read], call)
    field = read.field.mixed(along)
    if len(call.out) == len(read.shape) - 1:
        return field.placed(tuple(p for k, p in enumerate(field.layout) if k not in along)), {}
    return _with_channels(field, along, call.out), {}


@of_one
def halves(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """The first half along an axis meets the second: a gated linear unit."""
    along = places(call, len(read.shape), (-1,))
    if along is None:
        return scatters([read], call)
    place = along[0]
    return disordered(read.field, place, call.out[place]), {}


@of_one
def transforms(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """A Fourier transform: every result reads all values along its axes."""
    rank = len(read.shape)
    usual = {"2": (-2, -1), "n": tuple(range(rank))}.get(call.op[-1], (-1,))
    along = places(call, rank, usual)
    if along is None or len(call.out) != rank:
        return scatters([read], call)
    return _with_channels(read.field.mixed(along), along, call.out), {}


def _with_channels(field: Field, along: Sequence[int], out: Sequence[int]) -> Field:
    after = field
    for place in along:
        after = with_parts(after, place, Part(out[place]))
    return after


# -- products --------------------------------------------------------------------------------------


@of_one
def mixes_last(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Every output reads all values along the last axis: a linear layer."""
    field = _over_last(read.field)
    return with_parts(field, len(read.shape) - 1, Part(call.out[-1])) if call.out else field, {}


def meets_mixed(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """All values along the last axis of the one meet all of the other: a bilinear form, a recurrent
    cell."""
    fields = [_contracted(item, -1) for item in operands if item.field.wide]
    return joined(fields, call.out), {}


def multiplies(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """A product of matrices: rows of the one with columns of the other; and what is added to it."""
    added = operands[:-2] if call.op.startswith(("add", "baddbmm")) else ()
    if len(operands) < 2:
        return scatters(operands, call)
    left, right = operands[-2:]
    rows, columns = _contracted(left, -1), _contracted(right, -2)
    if len(left.shape) == 1 or len(right.shape) == 1:  # the vector's axis is gone
        return _with_vector(left, right, call), {}
    return joined([rows, columns, *(item.field for item in added)], call.out), {}


def _with_vector(left: Operand, right: Operand, call: Call) -> Field:
    """A matrix and a vector, or two vectors: only the matrix' other axis is left."""
    fields = []
    for item, place in ((left, -1), (right, -2)):
        field = _contracted(item, place)
        gone = (max(place, -len(item.shape)),)
        fields.append(_without_places(field, item.shape, gone))
    return joined(fields, call.out)


def _without_places(field: Field, shape: Sequence[int], gone: Sequence[int]) -> Field:
    if not field.wide:
        return field
    left = {place % len(shape) for place in gone}
    return field.placed(tuple(p for place, p in enumerate(field.layout) if place not in left))


def _contracted(item: Operand, *along: int) -> Field:
    """A tensor's field after it has been summed along some axes, which keep an extent of 1."""
    if not item.field.wide:
        return NOTHING
    field, rank = item.field, len(item.shape)
    for place in {max(place, -rank) % rank for place in along}:
        field = _over_last(field) if place == rank - 1 else field.mixed([place])
        field = with_parts(field, place, Part(1))
    return field


def _over_last(field: Field) -> Field:
    place = len(field.layout) - 1
    after = field.mixed([place])
    if not field.uniform and only_channels_at(after, place):
        return replace(after, uniform=True)
    return after


def contracts(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """``einsum``: along letters that the result does not have, all is read."""
    equation = str(call.values.get("equation", "")).replace(" ", "")
    match = re.fullmatch(r"([a-zA-Z,]+)(?:->([a-zA-Z]*))?", equation)
    terms = match[1].split(",") if match else []
    if match is None or [len(t) for t in terms] != [len(item.shape) for item in operands]:
        return scatters(operands, call)
    letters = "".join(terms)
    result = match[2]
    if result is None:
        result = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    if len(result) != len(call.out) or any(len(set(term)) < len(term) for term in terms):
        return scatters(operands, call)
    fields = [
        _in_order(item.field, term, result)
        for item, term in zip(operands, terms, strict=True)
        if item.field.wide
    ]
    return joined(fields, call.out), {}


def _in_order(field: Field, term: str, result: str) -> Field:
    mixed = field.mixed([place for place, letter in enumerate(term) if letter not in result])
    layout: Layout = tuple(
        mixed.layout[term.index(letter)] if letter in term else (Part(1),) for letter in result
    )
    return mixed.placed(layout)


# -- attention and recurrence ----------------------------------------------------------------------


def attends(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """Every query reads all keys and values; ``scaled_dot_product_attention`` of (…, tokens,
    features), or ``multi_head_attention_forward`` of (tokens, batch, features)."""
    roles = [role(operands, name, place) for place, name in enumerate(("query", "key", "value"))]
    if any(item is None for item in roles):
        return scatters(operands, call)
    query, key, value = (item for item in roles if item is not None)
    rest = [item for item in operands if item not in (query, key, value)]
    heads = call.op != "scaled_dot_product_attention"
    if heads and len(query.shape) != len(value.shape):
        return scatters(operands, call)
    tokens = -len(key.shape) if heads else -2
    read = [_contracted(query, -1), _contracted(key, -1, tokens), _contracted(value, tokens)]
    if heads:
        read[2] = _contracted(value, -1, tokens)
    if call.values.get("is_causal"):
        read = [field.roughly() for field in read]
    after = joined(read, call.out)
    return with_rest(after, rest, call.out) if after.wide else scatters(operands, call)[0], {}


def recurs(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """A recurrent layer: every output reads all features, and the steps before it, or all where it
    runs both ways; the last states have read all steps."""
    read, shapes = operands[0], call.writes or (call.out,)
    rank = len(read.shape)
    packed = isinstance(call.values.get("num_layers"), bool)
    if packed or not read.field.wide or rank not in (2, 3) or len(call.out) != rank:
        return scatters(operands, call)
    time = 1 if rank == 3 and call.values.get("batch_first") else 0
    features = _over_last(read.field)
    both = bool(call.values.get("bidirectional"))
    outputs = _with_channels(features.mixed([time], rough=not both), (time, -1 % rank), call.out)
    read_all = features.mixed([time])
    batch = [read_all.layout[1 - time]] if rank == 3 else []
    found = [with_rest(outputs, operands[1:], call.out)]
    for shape in shapes[1:]:
        layout: Layout = ((Part(shape[0]),), *batch, (Part(shape[-1]),))
        found.append(with_rest(read_all.placed(layout), operands[1:], shape))
    return tuple(found), {}
