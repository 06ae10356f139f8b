"""The terminal's tables: whole numbers at any width, in both languages."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console

from archreport.catalog.networks import CATALOG
from archreport.errors import UnknownRow
from archreport.render.terminal import layer_table
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.model import Report


def printed(renderable: object, width: int) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=width, color_system=None).print(renderable)
    return buffer.getvalue()


def first_name(line: str) -> str:
    """The first word of a line that is no glyph."""
    glyphs = {glyph for glyph, _ in layer_table.KINDS.values()}
    return next((word for word in line.split() if word not in glyphs), "")


@pytest.mark.parametrize("width", [30, 44, 60, 80, 100, 120, 160])
def test_no_number_is_cut_at_any_width(report: Report, t: Language, width: int) -> None:
    text = printed(layer_table.layer_table(report, t, width), width)
    assert "…" not in text
    assert all(cell_len(line) <= width for line in text.splitlines())
    for row in report.rows:
        (line,) = [part for part in text.splitlines() if first_name(part) == row.id]
        assert f"{row.param_count:,}" in line.split(), line
    assert "1,131" in text


def test_columns_appear_as_there_is_room(report: Report, en: Language) -> None:
    counts = [
        len(layer_table.layer_table(report, en, width).columns) for width in (40, 60, 80, 160)
    ]
    assert counts == sorted(counts)
    assert counts[0] <= 3
    assert counts[-1] == len(layer_table.LAYOUTS[0])


def test_rows_add_up_to_the_printed_totals(report: Report, en: Language) -> None:
    table = layer_table.layer_table(report, en, 160)
    params = next(column for column in table.columns if str(column.header) == "Parameters")
    cells = [str(cell) for cell in params.cells]
    numbers = [int(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,]+", cell)]
    stages = sum(stage.params for stage in report.stages)
    assert stages == report.totals.params, "the input row has none"
    assert sum(numbers) == report.totals.params + stages
    assert str(params.footer) == "1,131"


def test_share_bars_fill_in_eighths() -> None:
    assert layer_table.share_bar(1.0, 4) == "████"
    assert layer_table.share_bar(0.5, 4) == "██  "
    assert layer_table.share_bar(0.0, 4) == "    "
    assert layer_table.share_bar(0.0001, 4) == "▏   "
    assert all(len(layer_table.share_bar(n / 40, 4)) == 4 for n in range(41))


def test_every_kind_has_a_glyph_of_one_cell() -> None:
    assert all(cell_len(glyph) == 1 for glyph, _ in layer_table.KINDS.values())


def test_one_row_with_all_its_sums(report: Report, t: Language) -> None:
    text = printed(layer_table.row_detail(report, "branch.conv", t), 100)
    sums = [part.strip() for part in re.findall(r"  +(\S.* = [\d,]+)\s*$", text, re.M)]
    worked = [part for part in sums if "×" not in part]
    assert len(worked) == len(report.row("branch.conv").sums)
    for part in worked:
        value, result = arithmetic.read_words(part)
        assert value == result
    assert "stem.relu" in text
    assert "tiny.py:7" in text
    assert "branch.conv.weight" in text


def test_an_unknown_row_is_an_error(report: Report, en: Language) -> None:
    with pytest.raises(UnknownRow):
        layer_table.row_detail(report, "nope", en)


def test_str_of_a_report_is_the_table(report: Report) -> None:
    text = str(report)
    assert text == layer_table.plain_table(report)
    assert text.startswith("Tiny & <Small>")
    assert "12/12 operations accounted for" in text
    assert "\x1b" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_what_is_not_accounted_for_is_named(bare_report: Report, en: Language) -> None:
    text = printed(layer_table.layer_table(bare_report, en, 160), 160)
    assert "11/12" in text
    assert "custom_op" in text
    assert "unused.fc" in text


def test_names_are_text_not_console_markup(report: Report, en: Language) -> None:
    from dataclasses import replace

    row = replace(report.rows[0], id="[red]x[/red]")
    changed = replace(report, rows=(row, *report.rows[1:]))
    assert "[red]x[/red]" in printed(layer_table.layer_table(changed, en, 120), 120)
    titled = replace(report, identity=replace(report.identity, title="a [b] c"))
    assert "a [b] c" in printed(layer_table.layer_table(titled, en, 120), 120)


def test_the_list_of_models(report: Report, t: Language) -> None:
    entry = SimpleNamespace(identity=report.identity, shape=(3, 8, 8))
    text = printed(layer_table.model_list([entry], t), 100)
    assert "tiny" in text
    assert "2015" in text
    assert "3\u00a0×\u00a08\u00a0×\u00a08" in text


def test_layers_called_by_number_are_shown_with_their_operation(en: Language) -> None:
    from torch import nn

    from archreport import analyze

    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3))
    report = analyze(net, (1, 3, 16, 16))
    for width in (50, 60, 80):
        text = printed(layer_table.layer_table(report, en, width), width)
        assert "conv 3×3" in text
        assert "batch norm" in text
        assert all(cell_len(line) <= width for line in text.splitlines())


@pytest.mark.parametrize("width", [80, 120])
def test_the_shelf_is_listed_whole(t: Language, width: int) -> None:
    text = printed(layer_table.model_list(list(CATALOG.values()), t), width)
    assert "…" not in text
    assert all(cell_len(line) <= width for line in text.splitlines())
    if t.code == "zh":
        assert "GoogLeNet（带辅助分类器）" in text
