"""Training and validation loss, epoch by epoch, of a network that was really trained two ways."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label
from archreport.course.lessons.learning.learned_curves import learned_curves
from archreport.course.lessons.learning.plot_parts import FRAME, plot
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language

HIGHEST = 1.0
#: Where the four names stand free, in epochs and loss: training or not, first way or second.
NAMES = {
    (False, 0): ((119, 0.68), "end"),
    (False, 1): ((119, 0.5), "end"),
    (True, 0): ((27, 0.09), "start"),
    (True, 1): ((119, 0.25), "end"),
}


def overfitting(remedies: tuple[str, str], t: Language, *, prefix: str) -> Markup:
    """Two remedies of `learned_curves` by name: a full line for validation, a broken one for
    training. What lies above a loss of one is left out."""
    ways = [learned_curves().remedy(name) for name in remedies]
    epochs = len(ways[0].train_loss)
    field = plot((0, epochs), (0, HIGHEST), (20, 0.2), (t("learning.epoch"), t("learning.loss")))
    parts = []
    for index, (way, kind) in enumerate(zip(ways, ("c1", "c3"), strict=True)):
        for losses, broken in ((way.validation_loss, ""), (way.train_loss, " train")):
            shown = [(n, loss) for n, loss in enumerate(losses, start=1) if loss <= HIGHEST]
            parts.append(field.curve(shown, kind + broken))
            place, anchor = NAMES[bool(broken), index]
            which = t("learning.training" if broken else "learning.validation")
            name = t("learning.of", which=which, way=t(f"learning.remedy.{way.name}"))
            parts.append(label(name, *field.at(*place), kind=f"t-node k{kind[1]}", anchor=anchor))
    return drawing(
        FRAME.width, FRAME.height, field.axes, group(parts), class_="plot idea", prefix=prefix,
        title=t("learning.overfitting"),
        description=t(
            "learning.overfitting.text",
            ends=t("list.semicolon").join(
                t(f"learning.remedy.{way.name}") + t("list.colon")
                + t("list.comma").join(
                    f"{loss[-1]:.2f}" for loss in (way.train_loss, way.validation_loss)
                )
                for way in ways
            ),
        ),
    )  # fmt: skip
