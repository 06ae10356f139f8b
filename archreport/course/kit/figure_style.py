"""How Matplotlib draws while the site's laboratories run: as SVG, in grey ink, on no ground.

A notebook says ``plt.show()`` and no more. In a reader's own Jupyter its figures look as they
always do there; on the site they are read in the light and in the dark, and the same figure gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Words and lines of figures: read on white and on the dark pages' ground.
INK = "#808080"

#: Matplotlib's settings by name.
STYLE: Mapping[str, object] = {
    "svg.fonttype": "none",  # words stay words
    "svg.hashsalt": "archreport",
    "savefig.transparent": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.framealpha": 0,
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
    ),
}


def draw_for_the_site() -> None:
    """Let the figures of this kernel be drawn so, from now on."""
    import matplotlib as mpl
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
    nameless = {"Date": None, "Creator": None}
    set_matplotlib_formats("svg", bbox_inches="tight", dpi=144, metadata=nameless)  # type: ignore[no-untyped-call]
