"""The plain shape of a diagram: columns of nodes, and what leads from one to the next.

Nothing here knows positions, colours or Graphviz. `archreport.render.drawing.diagram.levels` makes
these from a Report, `layout` finds positions for them, `drawing` draws them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from archreport.report.kinds import FOLLOWER_KINDS

Level = Literal["stages", "blocks", "layers", "inside"]

#: Names of the two ends of a column, as they appear in its edges.
ENTRY, EXIT = "(entry)", "(exit)"

#: Categories of nodes that are set in one small line.
ONE_LINE = frozenset({*FOLLOWER_KINDS, "other", "stub"})


@dataclass(frozen=True)
class Node:
    """One box. ``category`` is a row's kind, "block" for a composite module, "stub" for the end
    of a connection that goes on in another column. ``anchor`` is its HTML id, ``href`` where it
    leads; ``rows`` are the ids of the rows it shows.
    """

    key: str
    category: str
    title: str
    sub: str = ""
    badge: str = ""
    href: str = ""
    anchor: str = ""
    rows: tuple[str, ...] = ()
    groups: int = 1


@dataclass(frozen=True)
class Edge:
    """``skip`` marks a connection that goes round other nodes, or on to another column."""

    tail: str
    head: str
    skip: bool = False


@dataclass(frozen=True)
class ModuleFrame:
    """A thin line around the nodes of one composite module."""

    key: str
    title: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A stage, or a part of a long one. Edges may start at `ENTRY` and end at `EXIT`."""

    key: str
    title: str
    subtitle: str
    href: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    frames: tuple[ModuleFrame, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The nodes that the connection from the previous column leads to."""
        return tuple(edge.head for edge in self.edges if edge.tail == ENTRY)

    @property
    def tail(self) -> str:
        """The node that the connection to the next column comes from, or ""."""
        return next((edge.tail for edge in self.edges if edge.head == EXIT), "")


@dataclass(frozen=True)
class Graph:
    """A diagram at one level, columns from left to right."""

    level: Level
    columns: tuple[Column, ...] = field(default=())

    def nodes(self) -> tuple[Node, ...]:
        return tuple(node for column in self.columns for node in column.nodes)
