"""The Report: everything archreport knows about one network, as plain data.

This module is the contract between the half that runs models (``archreport.models``,
``archreport.analysis``) and the half that writes pages (``archreport.render``). It imports
neither. A Report is enough to rebuild every page, table, diagram and citation on a machine
without torch.

Conventions, everywhere:

* shapes are whole, batch included: ``(N, C, H, W)`` or ``(N, features)`` in the course, which uses
  ``N = 1``. `Row.batch_axes` says which extent is ``N``, which need not be the first;
* parameters count weights *and* biases; a shared tensor counts once, in the row that used it first;
* one MAC is one multiplication with its addition, in convolutions, linear layers and matrix
  products; biases, activations, normalisation and pooling have none. FLOPs are ``2 * MACs``;
* activations are the values a row newly stores; in-place results and views store none;
* sizes are bytes of the traced dtype; a MiB is ``2**20`` bytes;
* windows, receptive fields and jumps hold one number per spatial dimension, in the order of a
  shape: ``(vertical, horizontal)`` for a picture, the one extent of a sequence ``(N, C, L)``, depth
  first for a volume ``(N, C, D, H, W)``;
* receptive field, jump and start are in pixels (positions) of the input.
"""

from __future__ import annotations

import difflib
import hashlib
import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from archreport.errors import BadInput, UnknownRow, phrase
from archreport.language.choice import current
from archreport.report.arithmetic import Arithmetic
from archreport.report.run import Made, Run
from archreport.report.size_functions import SizeFunctions

#: 2: kernel, stride, padding, dilation and groups are typed (`Window`, `Row.groups`).
#: 3: rows say where the batch is (`Row.batch_axes`), and stages may be those of a transformer.
#: 4: times, threads, peak memory and the date are in a file of their own (`Run.timings`).
#: 5: weights may be learned in some modules alone, normalisation statistics are estimated where
#: nothing is learned, the run says how its input is scaled, and an untrained one may be beside it.
SCHEMA = 5

#: How many rows an error names where none is like the one that was asked for.
_ROWS_SHOWN = 12

Shape = tuple[int, ...]
#: One number per spatial dimension, which need not be whole.
Extents = tuple[int | float, ...]
Kind = Literal[
    "io",
    "conv",
    "up",
    "local",
    "linear",
    "embed",
    "pool",
    "norm",
    "act",
    "join",
    "drop",
    "shape",
    "math",
    "reduce",
    "index",
    "create",
    "other",
]
#: "body" for a run of rows at one resolution, "side" for a branch that does not lead to the main
#: output. Where no extent is left: "embedding", "blocks" (equal modules, one after another;
#: "encoder" and "decoder" where later ones also read what earlier ones made), "recurrent" and
#: "head"; "classifier" without such blocks.
StageKind = Literal[
    "body", "classifier", "side",
    "embedding", "blocks", "encoder", "decoder", "recurrent", "head",
]  # fmt: skip
HyperValue = bool | int | float | str | tuple[int, ...]


@dataclass(frozen=True)
class Param:
    """One parameter tensor as a row uses it. ``counted`` is False where an earlier row owns it."""

    name: str
    shape: Shape
    count: int
    trainable: bool = True
    counted: bool = True


@dataclass(frozen=True)
class ReceptiveField:
    """Which input pixels can influence one output value of a row.

    ``size`` is the extent over all paths from the input, ``smallest`` the extent of the narrowest
    path (they differ where branches meet), ``jump`` the distance in input pixels between
    neighbouring outputs, ``start`` the centre of the first output's field. ``status`` is "exact";
    "bound" where no output sees more than ``size``, but some or all see less (the field varies by
    position, or could not be followed exactly); or "whole" where every output sees the whole input
    (linear layers after flattening, global pooling). What different channels of a position see is
    taken together. The jump is 0 along an axis where all outputs see the same, or where it is not
    known which are neighbours. Borders are not looked at: an exact field may be larger than the
    picture.

    Each is one number per spatial dimension of the input, in its pixels: (vertical, horizontal).
    """

    size: Shape
    smallest: Shape
    jump: Extents
    start: Extents
    status: Literal["exact", "bound", "whole"] = "exact"


@dataclass(frozen=True)
class Window:
    """What a convolution or a pooling slides over its input, or paints into its output.

    One number per spatial dimension, in the order of the shape: (vertical, horizontal); depth
    first in three dimensions. The unit is a position of the map that the window lies on, which is
    the row's input, but its *output* for a transposed convolution or an unpooling.

    ``kernel`` is how many values the window takes, ``stride`` how far it moves, ``dilation`` how
    far apart its values lie (1: side by side). ``padding`` is what is added to the map at each of
    its two ends (taken off, where it is the output's), ``output_padding`` what a transposed
    convolution adds at the far end only.
    """

    kernel: Shape
    stride: Shape
    padding: Shape
    dilation: Shape
    output_padding: Shape

    def along(self, axis: int) -> tuple[int, int, int, int]:
        """Kernel, stride, padding and dilation along one spatial axis: 0 is the first, -1 the
        last, which is the horizontal one."""
        return self.kernel[axis], self.stride[axis], self.padding[axis], self.dilation[axis]


@dataclass(frozen=True)
class Row:
    """One operation of the forward pass: a line of the layer table.

    ``id`` is stable and human: the module path (``conv3_1``, ``inception_3a.reduce_5x5``), with
    the operation's name for a functional one (``layer1.0.add``) and ``@2`` for a second call.
    ``inputs`` are the ids of the rows whose results this one reads, in order.
    ``window`` is what a convolution, a pooling or their transposes move, in positions, one number
    per spatial dimension: (vertical, horizontal), depth first in three dimensions; None for an
    operation without a window. ``groups`` is into how many groups a convolution splits its
    channels, 1 where it does not. ``hyper`` holds the other hyper-parameters by PyTorch's names,
    such as "in_channels", "p" or "output_size".
    ``batch_axes`` says of each output which of its extents is the batch: None where no extent is,
    or is known to be (one that is merged with others, as heads or windows are, is not).
    ``sums`` holds the worked arithmetic by column: "params", "macs", "activations", "field",
    "jump", and the extents of the output: "height" and "width" ("depth" before them in three
    dimensions, "length" alone in one).
    """

    id: str
    kind: Kind
    op: str
    module: str
    module_type: str
    inputs: tuple[str, ...]
    in_shapes: tuple[Shape, ...]
    out_shapes: tuple[Shape, ...]
    batch_axes: tuple[int | None, ...] = (0,)
    window: Window | None = None
    groups: int = 1
    hyper: dict[str, HyperValue] = field(default_factory=dict)
    params: tuple[Param, ...] = ()
    param_count: int = 0
    macs: int = 0
    flops: int = 0
    storage: Literal["new", "in place", "view"] = "new"
    activations: int = 0
    activation_bytes: int = 0
    saved_bytes: int = 0
    receptive: ReceptiveField | None = None
    stage: str = ""
    call: int = 1
    calls: int = 1
    source: str = ""
    sums: dict[str, Arithmetic] = field(default_factory=dict)

    @property
    def out_shape(self) -> Shape:
        """The first output's shape, which is the only one for almost every row."""
        return self.out_shapes[0] if self.out_shapes else ()

    @property
    def batch_axis(self) -> int | None:
        """Which extent of the first output is the batch."""
        return self.batch_axes[0] if self.batch_axes else None


@dataclass(frozen=True)
class Stage:
    """A run of rows at one spatial resolution, or a part of what has none, with its subtotals.

    ``id`` is an HTML id: "stage-1", "stage-2", … then "classifier" (no spatial extent left) or
    "embedding-1", "blocks-1", "head-1"; "side-1" for a branch that does not lead to the main
    output, such as an auxiliary head. ``number`` counts stages of one kind.
    ``resolution`` is ``(H, W)``, and empty where no extent is left.
    """

    id: str
    kind: StageKind
    number: int
    resolution: Shape
    rows: tuple[str, ...]
    params: int
    macs: int
    activations: int


@dataclass(frozen=True)
class Block:
    """Neighbouring, equally configured groups of rows, folded into one.

    Each copy is a layer with the normalisation, activation and dropout rows that follow it, or
    all rows of one call of a composite module (``module_type`` is then its class, else empty), or
    several such layers that repeat, as the body of a loop does. Copies are equal in every
    operation, hyper-parameter and shape; a parameter they share counts in the first alone.
    """

    id: str
    stage: str
    module_type: str
    copies: tuple[tuple[str, ...], ...]

    @property
    def repeats(self) -> int:
        return len(self.copies)


@dataclass(frozen=True)
class Module:
    """One entry of the module tree. ``params`` counts the whole subtree, shared tensors once."""

    path: str
    type: str
    params: int
    calls: int


@dataclass(frozen=True)
class Totals:
    """Sums over the rows, and what can only be said of the whole network.

    ``weight_layers`` is the number of rows with weights on the longest path from input to output:
    the depth in a paper's sense. ``saved_bytes`` is what autograd keeps for the backward pass in
    training mode (measured, parameters excluded). The peaks are by liveness over the graph,
    input included, weights excluded.
    """

    params: int
    trainable: int
    param_bytes: int
    buffers: int
    macs: int
    flops: int
    activations: int
    activation_bytes: int
    weight_layers: int
    saved_bytes: int
    peak_inference_bytes: int
    peak_training_bytes: int


@dataclass(frozen=True)
class Check:
    """One comparison of a number with a second method. ``name`` is a message key."""

    name: str
    ours: int
    theirs: int

    @property
    def ok(self) -> bool:
        return self.ours == self.theirs


@dataclass(frozen=True)
class Coverage:
    """How much of the pass was understood.

    ``method`` is how the pass was made: "meta" (shapes only), "fake" (fake tensors) or "real".
    ``counted`` operations of ``total`` have the MACs that they multiply, or multiply nothing by
    definition. ``uncounted`` names kernels that multiply but have no formula here (a singular value
    decomposition, a Fourier transform), ``unknown`` those of which nothing is known.

    ``uncalled`` are modules that own parameters but did not run; ``unregistered`` is how many
    values of parameters were read that belong to no module, and are in no total. ``by_value`` names
    functions by which the path, or a shape, depends on the values of the input. ``integers`` is
    True where an input given by its shape was refused and taken for whole numbers, ``hooks`` how
    many of the user's hooks were left out. ``unwatched`` is True where a part of the network ran in
    another thread, or a result came from outside of PyTorch: its work is in no total.
    """

    counted: int
    total: int
    method: Literal["meta", "fake", "real"] = "meta"
    unknown: tuple[str, ...] = ()
    uncalled: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    by_value: tuple[str, ...] = ()
    unregistered: int = 0
    integers: bool = False
    hooks: int = 0
    unwatched: bool = False

    @property
    def complete(self) -> bool:
        """True where every operation was counted and all parameters belong to modules that ran."""
        missed = self.unknown or self.uncounted or self.uncalled or self.unregistered
        return self.counted == self.total and not missed and not self.unwatched


@dataclass(frozen=True)
class TorchinfoView:
    """What the reader's own ``torchinfo.summary(model, input_size)`` prints, and its totals.

    ``predicted_macs`` is torchinfo's total computed from our rows by its own rule (weights *and*
    biases times output positions); where it equals ``mult_adds`` the difference to our MACs is
    explained. ``error`` is torchinfo's own message where it failed on this model.
    """

    version: str
    text: str
    params: int
    mult_adds: int
    predicted_macs: int
    forward_backward_bytes: int
    error: str = ""


@dataclass(frozen=True)
class Paper:
    authors: str
    title: str
    venue: str
    year: int
    url: str = ""


@dataclass(frozen=True)
class Identity:
    """Which network this is. ``key`` is "" for a model that is not on the course's shelf."""

    key: str
    title: str
    variant: str = ""
    family: str = ""
    task: str = ""
    paper: Paper | None = None
    source: str = ""

    @property
    def year(self) -> int | None:
        """The year of its paper; None for a model without one."""
        return self.paper.year if self.paper else None


@dataclass(frozen=True)
class Input:
    """One input tensor of the pass."""

    id: str
    shape: Shape
    dtype: str


@dataclass(frozen=True)
class Report:
    """Everything known about one network: frozen, and written and read whole.

    ``rows`` are the operations in the order of execution, the inputs first; ``outputs`` are ids of
    rows. ``run`` is what a pass on a photograph adds, None where only shapes were followed.
    ``untrained`` is the same network with a seeded initialisation, run on the same photograph,
    where ``run`` has learned weights and the two are shown beside each other. ``sizes`` has every
    number as a function of the input's size, where that was asked for.

    The examples of its methods go on from this one:

    >>> import archreport
    >>> from torch import nn
    >>> model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(288, 10))
    >>> report = archreport.analyze(model, (1, 3, 8, 8), title="Small")
    >>> [row.id for row in report.rows]
    ['input', '0', '1', '2']
    >>> report.totals.macs
    10656
    """

    identity: Identity
    inputs: tuple[Input, ...]
    rows: tuple[Row, ...]
    outputs: tuple[str, ...]
    stages: tuple[Stage, ...]
    blocks: tuple[Block, ...]
    modules: tuple[Module, ...]
    totals: Totals
    checks: tuple[Check, ...]
    coverage: Coverage
    torchinfo: TorchinfoView | None = None
    run: Run | None = None
    untrained: Run | None = None
    made: Made | None = None
    sizes: SizeFunctions | None = None
    schema: int = SCHEMA

    def row(self, row_id: str) -> Row:
        """The row with this id.

        >>> report.row("0").out_shape
        (1, 8, 6, 6)
        >>> report.row("0").param_count
        224

        Raises:
            UnknownRow: there is none; the error names the nearest ids.
        """
        for row in self.rows:
            if row.id == row_id:
                return row
        lower = {row.id.lower(): row.id for row in self.rows}
        near = [lower[one] for one in difflib.get_close_matches(row_id.lower(), lower, 3, 0.5)]
        some = [row.id for row in self.rows[:_ROWS_SHOWN]]
        if len(self.rows) > _ROWS_SHOWN:
            some.append("…")
        hint = phrase("near.these", names=near) if near else phrase("report.row.list", names=some)
        raise UnknownRow("report.row.unknown", hint, title=self.identity.title, row=row_id)

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything that can be made again: all but the runs, ``made`` and
        ``sizes``.

        >>> again = archreport.analyze(model, (1, 3, 8, 8), title="Small")
        >>> again.content_hash == report.content_hash
        True
        """
        from archreport.report.report_file import to_json  # which reads what is defined here

        bare = replace(self, run=None, untrained=None, made=None, sizes=None)
        return hashlib.sha256(to_json(bare)).hexdigest()

    def at(self, **sizes: int) -> Report:
        """The report for an input of another size, as ``report.at(batch=8, height=448)``.

        Names are those of ``report.sizes.variables``; what is not named stays as it was traced.
        Shapes, parameters, MACs, activations, bytes and worked sums are those of a pass at that
        size; none is made. See `archreport.report.sized.at_size` for what is left out.

        Raises:
            BadInput: the report has no functions of size, an extent cannot be chosen, or the model
                refuses the size.
        """
        from archreport.report.sized import at_size  # which reads what is defined here

        return at_size(self, sizes)

    def formula(self, total: str) -> str:
        """A total as a formula in the size of the input: ``report.formula("macs")``.

        ``total`` is "macs", "activations", "activation_bytes", "saved_bytes",
        "peak_inference_bytes" or "peak_training_bytes". The text is arithmetic of whole numbers
        with ``floor``, ``min`` and ``max`` in the names of ``report.sizes.variables``.

        Raises:
            BadInput: the report has no functions of size, or none of this total.
        """
        if self.sizes is None:
            raise BadInput("report.size.none", title=self.identity.title)
        return self.sizes.formula(total)

    def __repr__(self) -> str:
        """One line: which network, and its totals. ``str(report)`` is the table."""
        totals, count = self.totals, len(self.rows) - len(self.inputs)
        return (
            f"<Report of {self.identity.title}: {count:,} operation{'s' * (count != 1)}, "
            f"{totals.params:,} parameters, {totals.macs:,} MACs>"
        )

    def __str__(self) -> str:
        """The layer table as plain text: `table` as it is by default."""
        return self.table()

    def table(
        self,
        depth: int | None = None,
        *,
        every_row: bool = False,
        width: int | None = 120,
        lang: str | None = None,
    ) -> str:
        """The layer table as plain text. Whatever it shows adds up to the totals.

        >>> lines = report.table(depth=1).splitlines()
        >>> [line.split()[0] for line in lines[4:8]]
        ['input', '0', '1', '2']

        Args:
            depth: one line for each module so deep in the tree, instead of one for each row: 1 are
                the modules of the network itself, as in torchinfo. Rows of a deeper module count
                with the one around it.
            every_row: fold nothing. By default a report of more than 200 rows shows what repeats
                once, with one line for all further copies; of equal modules likewise.
            width: so many columns of text; less of them are left out. None leaves out nothing.
            lang: "en" or "zh"; by default the language of the process: that of
                ``ARCHREPORT_LANG``, else of the locale.

        Raises:
            BadInput: ``depth`` is less than 1.
        """
        from archreport.render.terminal.layer_table import (
            plain_table,  # report stays free of rendering
        )

        if depth is not None and depth < 1:
            raise BadInput("report.depth", depth=depth)
        return plain_table(self, width, lang=lang or current(), depth=depth, every_row=every_row)

    def _repr_html_(self) -> str:
        """The layer table for a notebook, self-contained."""
        return self.to_html()

    def to_html(self, *, lang: str | None = None) -> str:
        """The layer table as a piece of HTML with its own style, light and dark, no script.

        >>> "<table" in report.to_html()
        True
        """
        from archreport.render.downloads.notebook import notebook_html
        from archreport.render.words.language import Language

        return str(notebook_html(self, Language(lang or current())))

    def to_json(self) -> str:
        """The whole report as indented JSON, the text of a report file; the same report always
        gives the same text. The timings of its run are not in it: `save` writes them beside it.

        >>> archreport.Report.from_json(report.to_json()) == report
        True
        """
        from archreport.report.report_file import to_json

        return to_json(self).decode()

    @staticmethod
    def from_json(text: str | bytes) -> Report:
        """The report that `to_json` has written.

        Raises:
            ReportInvalid: it is no report of this schema, or not valid in itself.
        """
        from archreport.report.report_file import from_json

        return from_json(text.encode() if isinstance(text, str) else text)

    def to_page(self, path: str | Path | None = None, *, lang: str | None = None) -> str:
        """The network's whole page as one HTML document, as ``archreport page`` writes it.

        Layer table with arithmetic, diagrams, memory, other tools, citation, downloads: all inside,
        without script. Feature maps need the pictures of a run, which only the command has.

        Args:
            path: a file to write it to as well, whole or not at all.
            lang: "en" or "zh"; by default the language of the process.

        Raises:
            OutputFailed: the file cannot be written.
        """
        from archreport.files import write_atomically
        from archreport.render.page_file.page import page_html
        from archreport.render.words.language import Language

        html = page_html(self, Language(lang or current()))
        if path is not None:
            write_atomically(Path(path), html.encode())
        return html

    def to_csv(self) -> str:
        """The layer table as CSV: one line a row, bare digits, English names, no totals.

        >>> lines = report.to_csv().splitlines()
        >>> lines[0].split(",")[:8]
        ['row', 'stage', 'kind', 'operation', 'inputs', 'output', 'params', 'macs']
        >>> lines[-1].split(",")[6:8]
        ['2890', '2880']
        """
        from archreport.render.downloads.table_files import csv_text

        return csv_text(self)

    def to_latex(self, *, lang: str | None = None) -> str:
        """The layer table as a LaTeX document that compiles by itself, in Chinese with XeLaTeX.

        >>> r"\\toprule" in report.to_latex()
        True
        """
        from archreport.render.downloads.table_files import latex_text
        from archreport.render.words.language import Language

        return latex_text(self, Language(lang or current()))

    def to_markdown(self, *, lang: str | None = None) -> str:
        """The layer table as Markdown, with its conventions, its source and its totals.

        >>> "3,114" in report.to_markdown()
        True
        """
        from archreport.render.downloads.table_files import markdown_text
        from archreport.render.words.language import Language

        return markdown_text(self, Language(lang or current()))

    def to_dataframe(self) -> Any:
        """The lines of `to_csv` as a ``pandas.DataFrame``, numbers as numbers.

        >>> int(report.to_dataframe()["macs"].sum())
        10656

        Raises:
            BadInput: pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise BadInput("report.no_pandas") from None
        return pandas.read_csv(io.StringIO(self.to_csv()), keep_default_na=False)
