"""Numbers of reports and of claims are filled in by templates, not typed (`tests.typed`).

The rule. A number typed in prose is found

* wherever it stands: a percentage that a claim prints; a total of a network, exact or rounded with
  a unit ("61 million", "6100 万", "15.5 G"; two digits at least); a number of a row from 10,000 on;
* in a sentence that quotes a claim: the claim's figure once more, in whatever unit;
* in a sentence that names a network, or a layer with a number in its name: any number of its rows
  above 32 (channels, heights, receptive fields, parameters, MACs, activations, bytes).

Free are integers up to 32, which are kernels, strides and counts; numbers of sentences that are
about no network; code, formulas in code marks, and what templates fill in. A laboratory's text may
say the sizes that its next cell counts with, so the third part is not asked of it. The audit's
explanations quote what was printed, which is their task.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from archreport.course.labs.source import Text, read_lab
from archreport.render.room_files import phrase_files
from tests.paths import ROOT
from tests.typed import percentages, typed

DOCS = ROOT / "docs"
PAGES = sorted(page.relative_to(DOCS) for page in DOCS.rglob("*.md"))
LABS = sorted((DOCS / "labs").glob("*.py"))
#: Those of the audit's explanations quote what was printed.
PHRASES = [file for file in phrase_files() if file.name != "explained.yaml"]
#: (page, number): why it may be typed.
ALLOWED = {
    ("01-alexnet", "1%"): "the sentence of the paper that the exercise asks to check",
}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_number_of_a_report_or_a_claim_is_typed(page: Path) -> None:
    found = typed((DOCS / page).read_text(encoding="utf-8"))
    assert [one for one in found if (page.parent.name, one[0]) not in ALLOWED] == []


@pytest.mark.parametrize("lab", LABS, ids=lambda path: path.stem)
def test_no_total_and_no_percentage_is_typed_in_a_laboratory(lab: Path) -> None:
    texts = [cell for cell in read_lab(lab).cells if isinstance(cell, Text)]
    for text in texts:
        for language in ("en", "zh"):
            assert typed(text.of(language), named=False) == []


@pytest.mark.parametrize(
    "file", PHRASES, ids=lambda path: path.relative_to(ROOT / "archreport").as_posix()
)
def test_no_number_is_typed_in_a_phrase(file: Path) -> None:
    for key, texts in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        for language in ("en", "zh"):
            phrase = str(texts[language]).replace("{", "{{").replace("}", "}}")
            assert typed(phrase) == [], key


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It has 60,965,224 parameters.", "60,965,224"),
        ("It has 60965224 of them.", "60965224"),
        ("This makes 61.0 million parameters.", "61.0 million"),
        ("这个网络有 6097 万个参数。", "6097 万"),
        ("一共 1.38 亿个。", "1.38 亿"),
        ("It takes 15.47 G MACs.", "15.47 G"),
        ("The weights of VGG-16 take 527.8 MiB.", "527.8 MiB"),
        ("The map of conv1_1 has 3,211,264 values.", "3,211,264"),
        ("VGG ends in a matrix of 4096 outputs.", "4096"),
        ("fc6 gives 4,096 numbers.", "4,096"),
        ("AlexNet 读 227 × 227 的图片。", "227"),
        ('{% set net = r["alexnet"] %} {{ net.totals.params | number }} with 96 kernels.', "96"),
        ('{{ printed("df.params") }}，即 1.2 亿。', "1.2 亿"),
        ('{{ printed("df.95") }}，即超过 95%。', "95%"),
    ],
)
def test_a_typed_number_is_found(text: str, number: str) -> None:
    assert number in [found for found, _ in typed(text)]


@pytest.mark.parametrize(
    "text",
    [
        "AlexNet has kernels of 11 × 11 and a stride of 4.",
        "A picture of 100 × 100 pixels has 4096 neighbours.",
        "VGG won in 2014. Pad the list to 512 entries.",
        "AlexNet has {{ r.alexnet.totals.params | number }} parameters, `conv1` has three.",
        "`60,965,224` in code:\n\n```\n138357544\n```\n\nSee [all of it](../60,965,224/).",
        "It made 12,345 errors in 1.5 million pictures, 一共 123 万张。",
        "AlexNet takes half a minute, 77 seconds at most.",
    ],
)
def test_other_numbers_are_free(text: str) -> None:
    assert typed(text) == []


def test_a_typed_percentage_is_found() -> None:
    some = min(one for one in percentages() if "." in one)
    assert [one for one, _ in typed(f"It made {some} errors.")] == [some]
    assert typed(f'{{{{ printed("x") }}}} and `{some}` are none.') == []
