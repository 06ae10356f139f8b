"""The layer graph as DOT, for those who want to lay it out, restyle it or feed it to a tool."""

from __future__ import annotations

from collections.abc import Mapping

from graphviz import Digraph, escape

from archreport.reading.stages import rows_by_stage
from archreport.render.drawing.diagram.node_text import row_text
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Row

#: Shape, fill and line colour of each kind, as in the drawn diagram.
_LOOK: Mapping[str, tuple[str, str, str]] = {
    "io": ("box", "#fdfcf9", "#55585d"),
    "conv": ("box", "#dbeaf5", "#0072b2"),
    "up": ("trapezium", "#d9eefb", "#2a86bd"),
    "local": ("box", "#fadfce", "#c25400"),
    "linear": ("box", "#d2ece2", "#007a59"),
    "pool": ("invtrapezium", "#fbeccb", "#b27a00"),
    "norm": ("box", "#efede7", "#77797d"),
    "act": ("box", "#faf6c4", "#8c8200"),
    "join": ("box", "#f4dfea", "#a34a7b"),
    "drop": ("box", "#efede7", "#77797d"),
    "shape": ("box", "#efede7", "#77797d"),
    "embed": ("box", "#d2ece2", "#007a59"),
    "math": ("box", "#efede7", "#77797d"),
    "reduce": ("invtrapezium", "#fbeccb", "#b27a00"),
    "index": ("box", "#efede7", "#77797d"),
    "create": ("box", "#fdfcf9", "#55585d"),
    "other": ("box", "#fdfcf9", "#77797d"),
}
_STYLE = {"linear": "filled,rounded", "act": "filled,rounded", "drop": "filled,dotted",
          "shape": "filled,dashed", "index": "filled,dashed", "create": "filled,dotted",
          "other": "filled,dashed"}  # fmt: skip
_PLAIN = str.maketrans(
    {"→": "->", "×": "x", "·": "-", "…": "...", "²": "^2", "–": "-", "−": "-", "≤": "<=",
     "\u00a0": " ", "“": '"', "”": '"', "’": "'"}
)  # fmt: skip


def dot_source(report: Report) -> str:
    """DOT text: a cluster for each stage, a node for each row with its id, link and tooltip.

    ASCII throughout; other characters of a module's name become XML character references, which
    Graphviz reads.
    """
    t = Language("en")
    dot = Digraph(
        "network",
        graph_attr={"label": _ascii(report.identity.title), "fontname": "Helvetica"},
        node_attr={"fontname": "Helvetica", "fontsize": "11"},
        edge_attr={"arrowsize": "0.6", "color": "#55585d"},
    )
    rows = rows_by_stage(report)
    unstaged = {row.id for row in rows[""]}
    name = {row.id: f"n{index}" for index, row in enumerate(report.rows)}
    for stage in report.stages:
        with dot.subgraph(name=f"cluster_{_ascii(stage.id)}") as cluster:
            label = (
                f"{formatting.stage_name(stage, t)}  {formatting.resolution(stage)}".removesuffix(
                    "–"
                )
            )
            cluster.attr(label=_ascii(label.strip()), URL=f"#{_ascii(stage.id)}", color="#a9a498")
            for row in rows[stage.id]:
                _node(cluster, row, name[row.id], t)
    for row in report.rows:
        if row.id in unstaged:
            _node(dot, row, name[row.id], t)
        for source in row.inputs:
            if source in name:
                dot.edge(name[source], name[row.id])
    return str(dot.source)


def _node(dot: Digraph, row: Row, name: str, t: Language) -> None:
    text = row_text(row, t)
    shape, fill, line = _LOOK[row.kind]
    tooltip = f"{row.id}: {formatting.operation(row, t)}, {formatting.output(row)}"
    dot.node(
        name,
        label="\\n".join(escape(_ascii(part)) for part in (text.title, text.sub) if part),
        shape=shape,
        style=_STYLE.get(row.kind, "filled"),
        fillcolor=fill,
        color=line,
        id=escape(_ascii(f"g-{row.id}")),
        URL=escape(_ascii(f"#{row.id}")),
        tooltip=escape(_ascii(tooltip)),
    )


def _ascii(text: str) -> str:
    return text.translate(_PLAIN).encode("ascii", "xmlcharrefreplace").decode("ascii")
