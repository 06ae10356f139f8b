"""Networks side by side in a terminal: whole numbers at any width, in both languages."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from archreport.audit import load_claims
from archreport.render.compare_pages.networks import ComparedNetwork, side_by_side
from archreport.render.compare_pages.ratios import proportion
from archreport.render.terminal.comparison import comparison, quantity_table
from archreport.render.words.language import Language
from tests.hand_made import make_bare_report, make_report
from tests.shelf import report_of


def shown(*keys: str, t: Language) -> tuple[ComparedNetwork, ...]:
    return side_by_side([report_of(key) for key in keys], t, load_claims())


def printed(items: tuple[ComparedNetwork, ...], t: Language, width: int) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=width, color_system=None).print(comparison(items, t, width))
    return buffer.getvalue()


@pytest.mark.parametrize("width", [80, 100, 160])
def test_numbers_and_ratios_stand_whole(t: Language, width: int) -> None:
    text = printed(shown("alexnet", "vgg16", t=t), t, width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    for first, second in ((60_965_224, 138_357_544), (724_406_816, 15_470_264_320)):
        (line,) = [part for part in text.splitlines() if f"{second:,}" in part and ":" in part
                   and f"{first:,}" in part]  # fmt: skip
        assert proportion(first, second) in line


def test_a_wide_terminal_has_bars_and_a_narrow_one_has_none(en: Language) -> None:
    items = shown("alexnet", "vgg16", t=en)
    assert len(quantity_table(items, en, 160).columns) == 6
    assert len(quantity_table(items, en, 80).columns) == 4


def test_with_more_than_two_the_first_is_the_measure(en: Language) -> None:
    text = printed(shown("vgg16", "alexnet", "vgg19", t=en), en, 160)
    assert "Below each number: VGG-16 to this network." in text
    assert proportion(138_357_544, 60_965_224) in text
    assert "VGG-19 has 3.8% more parameters than VGG-16 and 27% more MACs." in text


def test_the_stages_and_sentences_are_there(en: Language) -> None:
    text = printed(shown("alexnet", "vgg16", t=en), en, 120)
    assert "conv 5×5 in 2 groups, 256" in text
    assert "29.9% of MACs" in text
    assert "2.3 times as many parameters" in text


def test_bare_reports_and_names_with_brackets_are_printed_as_they_are(t: Language) -> None:
    items = side_by_side((make_report(), make_bare_report()), t)
    text = printed(items, t, 120)
    assert "Tiny & <Small>" in text
    assert "1,131" in text
