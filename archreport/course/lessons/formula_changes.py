"""What can be done wrong in a formula: each mistake as a change of its syntax tree.

Names in formulas mean what they mean in reports and in lessons: ``kh``, ``kw`` and ``k`` are sides
of a kernel, ``h…``, ``w…`` and ``m`` sides of a map, ``c`` and ``c_in`` the channels that are read,
``g`` groups, ``p`` padding, ``s`` a stride, ``j`` the cumulative stride.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from typing import cast

#: A node as it should not be, or None where the mistake cannot be made.
Change = Callable[[ast.expr], ast.expr | None]

_KERNEL = (("kh", "kw"), ("k", "k"))
_PLACES = (("h_out", "w_out"), ("h_in", "w_in"), ("h", "w"), ("h", "h"), ("m", "m"))
_READ = ("c_in", "c")
#: Sides of kernels that lessons write as numbers, beside the names of channels.
_SIDES = (3, 5, 7, 9, 11)


def changed(tree: ast.expr, change: Change) -> Iterator[ast.expr]:
    """``tree`` with ``change`` made everywhere, then at each place alone."""
    places = sum(change(node) is not None for node in _expressions(tree))
    if places:
        yield _rewritten(tree, change, set(range(places)))
    if places > 1:
        for place in range(places):
            yield _rewritten(tree, change, {place})


def _rewritten(tree: ast.expr, change: Change, places: set[int]) -> ast.expr:
    return cast(ast.expr, _Rewrite(change, places).visit(copy.deepcopy(tree)))


def _expressions(tree: ast.expr) -> Iterator[ast.expr]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.expr))


class _Rewrite(ast.NodeTransformer):
    """Makes a change at some of the places where it can be made, counted from the leaves up."""

    def __init__(self, change: Change, places: set[int]) -> None:
        self._change, self._places, self._next = change, places, 0

    def visit(self, node: ast.AST) -> ast.AST:
        possible = isinstance(node, ast.expr) and self._change(node) is not None
        node = self.generic_visit(node)
        if possible and isinstance(node, ast.expr):
            self._next += 1
            if self._next - 1 in self._places:
                return self._change(node) or node
        return node


def _factors(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_factors(left), *_factors(right)]
    return [node]


def _product(factors: Sequence[ast.expr]) -> ast.expr:
    whole = factors[0]
    for factor in factors[1:]:
        whole = ast.BinOp(whole, ast.Mult(), factor)
    return whole


def _without(factors: Sequence[ast.expr], *indices: int) -> ast.expr | None:
    left = [factor for index, factor in enumerate(factors) if index not in indices]
    return _product(left) if left else None


def _is_product(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _pairs(factors: Sequence[ast.expr], names: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """The indices of two factors that are the two sides of a square or a rectangle."""
    words = [_name(factor) for factor in factors]
    found = []
    for first, second in names:
        at = [index for index, word in enumerate(words) if word in (first, second)]
        if len(at) == 2 and sorted(words[index] for index in at) == sorted((first, second)):
            found.append((at[0], at[1]))
    return found


def _kernel_pairs(factors: Sequence[ast.expr]) -> list[tuple[int, int]]:
    pairs = _pairs(factors, _KERNEL)
    if not any(map(_name, factors)):
        return pairs
    for index in range(len(factors) - 1):
        match factors[index], factors[index + 1]:
            case ast.Constant(value=int(a)), ast.Constant(value=int(b)) if a == b and a in _SIDES:
                pairs.append((index, index + 1))
    return pairs


def no_bias(node: ast.expr) -> ast.expr | None:
    """``X*n + n`` as ``X*n``, also where more is added before it."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            weights = left
            while isinstance(weights, ast.BinOp) and isinstance(weights.op, ast.Add):
                weights = weights.right
            words = [ast.dump(factor) for factor in _factors(weights)]
            biases = [ast.dump(factor) for factor in _factors(right)]
            if len(words) > len(biases) and all(word in words for word in biases):
                return left
    return None


def _one_bias(node: ast.expr) -> ast.expr | None:
    """``X*n + n`` as ``X*n + 1``."""
    left = no_bias(node)
    return ast.BinOp(left, ast.Add(), ast.Constant(1)) if left is not None else None


def _kernel_once(node: ast.expr) -> ast.expr | None:
    """``k*k`` as ``k``."""
    if not _is_product(node):
        return None
    factors = _factors(node)
    pairs = _kernel_pairs(factors)
    return _without(factors, *(second for _, second in pairs)) if pairs else None


def _places_once(node: ast.expr) -> ast.expr | None:
    """``h*w`` as ``h``."""
    if not _is_product(node):
        return None
    factors = _factors(node)
    pairs = _pairs(factors, _PLACES)
    return _without(factors, *(second for _, second in pairs)) if pairs else None


def _no_places(node: ast.expr) -> ast.expr | None:
    """``h*w*(k*k*c)*n`` as ``(k*k*c)*n``: the weights, not their work."""
    if not _is_product(node):
        return None
    factors = _factors(node)
    pairs = _pairs(factors, _PLACES)
    if not pairs or not _kernel_pairs(factors):
        return None
    return _without(factors, *(index for pair in pairs for index in pair))


def _no_channels(node: ast.expr) -> ast.expr | None:
    """``(k*k*c)*n`` as ``(k*k)*n``: kernels of one channel."""
    if not _is_product(node):
        return None
    factors = _factors(node)
    if not _kernel_pairs(factors):
        return None
    read = [index for index, factor in enumerate(factors) if _reads(factor)]
    return _without(factors, *read) if len(read) == 1 else None


def _reads(factor: ast.expr) -> bool:
    match factor:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _name(left) in _READ and _name(right) == "g"
    return _name(factor) in _READ


def _no_groups(node: ast.expr) -> ast.expr | None:
    """``c_in/g`` as ``c_in``."""
    return node.left if isinstance(node, ast.BinOp) and _reads(node) else None


def _padding_once(node: ast.expr) -> ast.expr | None:
    """``2*p`` as ``p``."""
    match node:
        case ast.BinOp(left=ast.Constant(value=2), op=ast.Mult(), right=ast.Name(id="p") as p):
            return p
    return None


def _no_padding(node: ast.expr) -> ast.expr | None:
    """``2*p`` as 0."""
    return ast.Constant(0) if _padding_once(node) is not None else None


def _rounded_up(node: ast.expr) -> ast.expr | None:
    return _call(node, "floor", "ceil")


def _rounded_down(node: ast.expr) -> ast.expr | None:
    return _call(node, "ceil", "floor")


def _call(node: ast.expr, function: str, other: str) -> ast.expr | None:
    match node:
        case ast.Call(func=ast.Name(id=name), args=arguments) if name == function:
            return ast.Call(ast.Name(other), arguments, [])
    return None


def _not_rounded(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Call(func=ast.Name(id="floor" | "ceil"), args=[inner]):
            return inner
    return None


def _no_first_place(node: ast.expr) -> ast.expr | None:
    """``(n - k)/s + 1`` as ``(n - k)/s``."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=1)):
            if any(isinstance(part, ast.Div) for part in ast.walk(left)):
                return left
    return None


def _no_stride(node: ast.expr) -> ast.expr | None:
    """``(n - k)/s`` as ``n - k``."""
    match node:
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Name(id="s")):
            return left
    return None


def _no_step_less(node: ast.expr) -> ast.expr | None:
    """``(k - 1)*j`` as ``k*j``."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=1)),
            op=ast.Mult(),
            right=right,
        ):
            return ast.BinOp(left, ast.Mult(), right)
    return None


def _no_jump(node: ast.expr) -> ast.expr | None:
    """``(k - 1)*j`` as ``k - 1``."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Name(id="j")):
            return left
    return None


def _below_zero(node: ast.expr) -> ast.expr | None:
    """``max(0, x)`` as ``x``."""
    match node:
        case ast.Call(func=ast.Name(id="max"), args=[ast.Constant(value=0), inner]):
            return inner
    return None


def omissions(tree: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """``tree`` without one term of its sum, and without one factor of one of its terms.

    Only one thing is left out, and only of what is added up last, ``a*b + c*d`` and not ``f(a*b)``:
    whoever reads that a factor is missing should find the very sum that lacks it.
    """
    terms = _terms(tree)
    for index, (sign, term) in enumerate(terms):
        others = [*terms[:index], *terms[index + 1 :]]
        kept = isinstance(term, ast.Constant) or not isinstance(sign, ast.Add)
        if others and not kept and isinstance(others[0][0], ast.Add):
            yield "term_missing", _sum(others)
    for index, (sign, term) in enumerate(terms):
        factors = _factors(term)
        for missing in range(len(factors)):
            if (less := _without(factors, missing)) is not None:
                yield "factor_missing", _sum([*terms[:index], (sign, less), *terms[index + 1 :]])


def _terms(node: ast.expr) -> list[tuple[ast.operator, ast.expr]]:
    """The terms of a sum with the sign before each."""
    match node:
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()) as sign, right=right):
            return [*_terms(left), (sign, right)]
    return [(ast.Add(), node)]


def _sum(terms: Sequence[tuple[ast.operator, ast.expr]]) -> ast.expr:
    whole = terms[0][1]
    for sign, term in terms[1:]:
        whole = ast.BinOp(whole, sign, term)
    return whole


def turned(tree: ast.expr) -> ast.expr | None:
    """``a/b`` as ``b/a``."""
    match tree:
        case ast.BinOp(left=above, op=ast.Div(), right=below):
            return ast.BinOp(below, ast.Div(), above)
    return None


CHANGES: tuple[tuple[str, Change], ...] = (
    ("no_bias", no_bias),
    ("one_bias", _one_bias),
    ("no_groups", _no_groups),
    ("padding_once", _padding_once),
    ("no_padding", _no_padding),
    ("rounded_up", _rounded_up),
    ("rounded_down", _rounded_down),
    ("not_rounded", _not_rounded),
    ("no_first_place", _no_first_place),
    ("no_stride", _no_stride),
    ("no_step_less", _no_step_less),
    ("no_jump", _no_jump),
    ("below_zero", _below_zero),
    ("kernel_once", _kernel_once),
    ("no_places", _no_places),
    ("places_once", _places_once),
    ("no_channels", _no_channels),
)
