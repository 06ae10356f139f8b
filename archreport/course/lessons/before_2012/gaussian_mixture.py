"""Values on a line and the Gaussians that share them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.before_2012.hand_made_features import Mixture
from archreport.course.lessons.figure_parts import label, line, mark
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words.language import Language

UNIT = 38.0
TALL = 90.0
LOW, HIGH = -0.5, 8.5
STEPS = 80
BAR = 30.0


def gaussian_mixture(
    values: Sequence[float], mixture: Mixture, t: Language, *, prefix: str
) -> Markup:
    """Two Gaussians over a line, the values on it, and below each value its two shares."""
    left, base = 8.0, 26 + TALL

    def at(x: float) -> float:
        return left + (x - LOW) * UNIT

    peak = max(mixture.density(mean, part) for part, mean in enumerate(mixture.means))
    parts = [element("path", class_="axis", d=f"M{left:g} {base:g}h{(HIGH - LOW) * UNIT:g}")]
    for part, mean in enumerate(mixture.means):
        xs = [LOW + (HIGH - LOW) * step / STEPS for step in range(STEPS + 1)]
        curve = [(at(x), base - mixture.density(x, part) / peak * TALL) for x in xs]
        parts += [
            line(curve, kind=f"bell b{part + 1}"),
            label("AB"[part], at(mean), base - TALL - 8, kind="t-main"),
        ]
    for x in values:
        shares = mixture.shares(x)
        first = shares[0] * 40
        parts += [
            mark(at(x), base, 1, size=4),
            label(f"{x:g}", at(x), base + 17, kind="t-node"),
            element(
                "rect", class_="n n-conv", x=at(x) - BAR / 2, y=base + 26, width=BAR, height=first
            ),
            element(
                "rect", class_="n n-linear", x=at(x) - BAR / 2, y=base + 26 + first, width=BAR,
                height=40 - first,
            ),
            label(f"A {shares[0]:.1%}", at(x), base + 82),
            label(f"B {shares[1]:.1%}", at(x), base + 96),
        ]  # fmt: skip
    shares_of_all = t("list.semicolon").join(
        f"{x:g}{t('list.colon')}"
        + t("list.comma").join(f"{share:.1%}" for share in mixture.shares(x))
        for x in values
    )
    return drawing(
        (HIGH - LOW) * UNIT + 16, base + 104, group(parts), class_="plot idea", prefix=prefix,
        title=t("before_2012.gaussian_mixture"),
        description=t("before_2012.gaussian_mixture.text", shares=shares_of_all),
    )  # fmt: skip
