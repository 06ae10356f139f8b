"""A convolution, a locally connected layer and a full matrix, all three as matrices."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from archreport.course.lessons.figure_parts import grid, label
from archreport.render.drawing.svg import drawing
from archreport.render.words.language import Language

CELL, GAP = 17.0, 12.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def weight_matrices(n: int, k: int, t: Language, *, prefix: str) -> Markup:
    """The matrices of three layers that turn ``n`` values into n − k + 1, one letter a weight.

    The convolution repeats its ``k`` weights in each row, the local layer has others in each row,
    the fully connected one has no zeros. Raises `ValueError` where the letters do not suffice.
    """
    m = n - k + 1
    if m * n > len(LETTERS):
        raise ValueError(f"{m} × {n} weights are more than there are letters")

    def shared(i: int, j: int) -> int | None:
        return j - i if 0 <= j - i < k else None

    def local(i: int, j: int) -> int | None:
        return i * k + j - i if 0 <= j - i < k else None

    def full(i: int, j: int) -> int | None:
        return i * n + j

    wide, top = n * CELL, 40.0
    kinds = (("deepface.convolution", shared, k), ("deepface.locally_connected", local, m * k))
    parts = []
    for place, (name, weight, count) in enumerate(
        (*kinds, ("deepface.fully_connected", full, m * n))
    ):
        x = 10 + place * (wide + GAP)
        parts += [
            label(t(name), x, top - 24, kind="t-node", anchor="start"),
            label(t("course.weights", n=count), x, top - 9, anchor="start"),
            grid(x, top, m, n, _kind(weight), _text(weight), size=CELL),
        ]
    return drawing(
        18 + 3 * wide + 2 * GAP, top + m * CELL + 12, *parts, class_="plot idea", prefix=prefix,
        title=t("deepface.weight_matrices", m=m, n=n),
        description=t("deepface.weight_matrices.text", shared=k, local=m * k, full=m * n),
    )  # fmt: skip


def _kind(weight: Callable[[int, int], int | None]) -> Callable[[int, int], str]:
    def kind(i: int, j: int) -> str:
        place = weight(i, j)
        return "" if place is None else f"w{place % 6 + 1}"

    return kind


def _text(weight: Callable[[int, int], int | None]) -> Callable[[int, int], str]:
    def text(i: int, j: int) -> str:
        place = weight(i, j)
        return "0" if place is None else LETTERS[place]

    return text
