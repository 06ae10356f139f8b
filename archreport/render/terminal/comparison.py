"""Networks side by side in a terminal: the numbers, the stages, and what they say.

With two networks there is a column of ratios and every sentence of their page; with more, each
number is seen from the first network. A narrow terminal leaves out bars, never digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archreport.render.compare_pages.networks import ComparedNetwork
from archreport.render.compare_pages.quantities import Quantity, chosen_quantities
from archreport.render.compare_pages.sentences import said_of
from archreport.render.compare_pages.stage_alignment import AlignedCell, aligned, scale_name
from archreport.render.terminal.layer_table import GAP, share_bar
from archreport.render.terminal.text_table import longest_word
from archreport.render.words import formatting
from archreport.render.words.language import Language

#: As many networks as have room side by side in a terminal.
MOST = 6

_FAINT = "bright_black"
_BAR = 8  # cells
#: The first network's colour and those of the others: Okabe-Ito, told apart on dark and light.
_COLOURS = ("#3a8fc7", "#d55e00", "#0a9a70", "#c06a9a", "#c98a00", "#8c7aa9")


def comparison(
    shown: Sequence[ComparedNetwork],
    t: Language,
    width: int | None = None,
    names: Sequence[str] = (),
) -> RenderableType:
    """Everything about ``shown`` for a terminal of ``width`` cells (by default, as it likes).

    With ``names`` only these quantities, without stages and sentences.
    """
    if names:
        return quantity_table(shown, t, width, names)
    parts: list[RenderableType] = [
        quantity_table(shown, t, width),
        alignment_table(shown, t),
    ]
    said = said_of(shown, t)
    if said:
        lines = Table.grid(padding=(0, 2, 0, 0))
        topics = max(_widths(topic for topic, _ in said))
        lines.add_column(style="bold", no_wrap=True, min_width=topics)
        lines.add_column(overflow="fold", min_width=longest_word(text for _, text in said))
        for topic, text in said:
            lines.add_row(Text(topic), Text(text))
        parts.append(Padding(lines, (0, 0, 0, 0)))
    return Group(*parts)


def quantity_table(
    shown: Sequence[ComparedNetwork],
    t: Language,
    width: int | None = None,
    names: Sequence[str] = (),
) -> Table:
    """One line for each quantity (of ``names``, if any), one column for each network."""
    lines = chosen_quantities(shown, names, t)
    bars = _room_for_bars(lines, shown, t, width)
    table = Table(
        title=Text(" · ".join(item.title for item in shown)),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    labels = [t("pair.quantity"), *(line.label(t) for line in lines)]
    table.add_column(Text(labels[0]), overflow="fold", min_width=longest_word(labels))
    for number, item in enumerate(shown):
        head = Text(item.title, style=_colour(number))
        least = max(cell_len(item.title), *_widths(line.texts[number] for line in lines))
        table.add_column(head, justify="right", no_wrap=True, min_width=least)
        if bars:
            table.add_column("", no_wrap=True)
    if len(shown) == 2:
        ratio = t("align.ratio")
        least = max(cell_len(ratio), *_widths(line.proportion() for line in lines))
        table.add_column(Text(ratio), justify="right", no_wrap=True, min_width=least)
    for line in lines:
        table.add_row(*_quantity_cells(line, bars, t))
    if len(shown) > 2:
        table.caption = Text(t("terminal.ratios", name=shown[0].title), style=_FAINT)
        table.caption_justify = "left"
    return table


def _widths(texts: Iterable[str]) -> Iterator[int]:
    return map(cell_len, texts)


def _quantity_cells(line: Quantity, bars: bool, t: Language) -> list[Text]:
    cells = [Text(line.label(t))]
    top = max((value or 0 for value in line.values), default=0)
    for number, (value, text) in enumerate(zip(line.values, line.texts, strict=True)):
        cell = Text(text, style=_FAINT if text == formatting.NONE else "")
        if len(line.values) > 2 and number and line.ratio:
            cell.append(f"\n{line.proportion(number)}", style=_FAINT)
        cells.append(cell)
        if bars:
            bar = share_bar((value or 0) / top, _BAR) if line.ratio and top else ""
            cells.append(Text(bar, style=_colour(number)))
    if len(line.values) == 2:
        ratio = line.proportion()
        cells.append(Text(ratio, style=_FAINT if ratio == formatting.NONE else "bold"))
    return cells


def _room_for_bars(
    lines: Sequence[Quantity], shown: Sequence[ComparedNetwork], t: Language, width: int | None
) -> bool:
    if width is None:
        return True
    columns = [
        max([cell_len(item.title), *_widths(line.texts[number] for line in lines)])
        for number, item in enumerate(shown)
    ]
    label = max(cell_len(line.label(t)) for line in lines)
    ratio = 12 if len(shown) == 2 else 0
    return label + sum(columns) + len(shown) * (_BAR + 2 * GAP) + ratio + 2 * GAP <= width


def alignment_table(shown: Sequence[ComparedNetwork], t: Language) -> Table:
    """The stages at each scale: size, layers, and the share of the network's MACs as a bar."""
    lines = aligned([item.report for item in shown], t)
    two_ways = any(line.place.way == "up" for line in lines)
    table = Table(
        title=Text(t("compare.align")),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    scales = [t("align.scale"), *(scale_name(line.place, t) for line in lines)]
    table.add_column(Text(scales[0]), no_wrap=True, min_width=max(_widths(scales)))
    for number, item in enumerate(shown):
        cells_of = (_aligned_cell(line.cells[number], number, t).plain for line in lines)
        table.add_column(
            Text(item.title, style=_colour(number)),
            overflow="fold",
            min_width=longest_word([item.title, *cells_of]),
        )
    for line in lines:
        name = Text(scale_name(line.place, t), style="bold")
        if two_ways and line.place.way in ("down", "up"):
            name.append(f"\n{t(f'align.way.{line.place.way}')}", style=_FAINT)
        cells = (_aligned_cell(cell, number, t) for number, cell in enumerate(line.cells))
        table.add_row(name, *cells)
    return table


def _aligned_cell(cell: AlignedCell | None, number: int, t: Language) -> Text:
    if cell is None:
        return Text(formatting.NONE, style=_FAINT)
    text = Text(f"{cell.resolution or t('align.flat')}", style=_FAINT)
    for layer in cell.layers:
        text.append(f"\n{layer}", style="not dim default")
    text.append(f"\n{share_bar(cell.macs_share, _BAR)} ", style=_colour(number))
    text.append(t("align.share", share=formatting.percent(cell.macs_share)), style=_FAINT)
    return text


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]
