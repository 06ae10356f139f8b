"""Citations in texts as people write them, English and Chinese, LaTeX, Markdown and HTML."""

from __future__ import annotations

import pytest

from archreport.render.downloads.citation import cite
from archreport.report.model import Report
from archreport.verify.documents import document
from archreport.verify.judge import Verdict
from archreport.verify.shelf import Shelf
from archreport.verify.since import Version, changed_in
from archreport.verify.verify import verify
from tests.shelf import report_of

HOLDS = [
    r"conv3\_1 has 295\,168 parameters and \num{924844032} MACs~\cite{archreport-vgg16-conv3_1}.",
    "VGG-16 has about 138 million parameters [@archreport-vgg16]. Later it says 5 parameters.",
    "The layer conv3_1 has 0.295 M parameters and conv3_2 0.59 M parameters [@archreport-vgg16].",
    "138 M parameters [@archreport-vgg16], AlexNet 61 M parameters [@archreport-alexnet].",
    r"It takes $1.547 \times 10^{10}$ multiply-accumulates \url{https://a.example/en/models/vgg16/}.",
    '<b>295&#8239;168</b> parameters (<a href="https://a.example/en/models/vgg16/#conv3_1">here</a>)',
    "VGG-16 共有 1.38 亿个参数，其中 conv3_1 有 29.5 万个参数 [@archreport-vgg16]。",
    r"conv3\_1 的乘加次数为 9.25 亿\cite{archreport-vgg16-conv3_1}。",
    "<https://a.example/zh/models/vgg16/#conv3_1>",
    "See [the table](https://a.example/en/models/resnet152/layers/#conv4_30.conv2).",
    "https://a.example/en/models/vgg16/#memory",
    "According to [@archreport-vgg16-conv3_1], the layer has a receptive field of 24 pixels.",
]

DIFFERS = [
    (r"conv3\_1 has 295\,169 parameters~\cite{archreport-vgg16-conv3_1}.", "params", "295,168"),
    ("VGG-16 has 139 million parameters [@archreport-vgg16].", "params", "138,357,544"),
    ("138 M parameters [@archreport-vgg16], AlexNet 16 M parameters [@archreport-alexnet].",
     "params", "60,965,224"),
    ("VGG-16 共有 1.39 亿个参数 [@archreport-vgg16]。", "params", "138,357,544"),
    ("See https://a.example/en/models/vgg16/#conv3_9.", "row", ""),
    (r"as in \cite{archreport-vgg16-conv9_1}", "row", ""),
    ("The layer has a receptive field of 25 [@archreport-vgg16-conv3_1].", "field", "24"),
]  # fmt: skip

NOTHING = [
    "VGG-16 has 139 million parameters [@simonyan2014].",
    "archreport is a package.",
    "Our models lie at https://a.example/en/models/mynet/ and have 5 parameters.",
    "| Model | Parameters |\n|---|---|\n| VGG-16 | 139,000,000 |\n",
]


@pytest.fixture(scope="module")
def reports() -> Shelf:
    return Shelf(report_of)


def verdicts(text: str, shelf: Shelf) -> tuple[Verdict, ...]:
    return verify(document("thesis.tex", text.encode()), shelf)


@pytest.mark.parametrize("text", HOLDS)
def test_what_holds(text: str, reports: Shelf) -> None:
    found = verdicts(text, reports)
    assert found and {one.state for one in found} == {"holds"}, found


@pytest.mark.parametrize(("text", "what", "now"), DIFFERS)
def test_what_differs(text: str, what: str, now: str, reports: Shelf) -> None:
    differing = [one for one in verdicts(text, reports) if one.state == "differs"]
    (difference,) = [one for verdict in differing for one in verdict.differences]
    assert (difference.what, difference.now) == (what, now)


@pytest.mark.parametrize("text", NOTHING)
def test_what_cites_nothing_of_ours(text: str, reports: Shelf) -> None:
    assert verdicts(text, reports) == ()


def test_lines_are_those_of_the_file(reports: Shelf) -> None:
    lines = ("\\section{A}", "", "words,", "words", "", "conv3\\_1 has", "295,169 parameters",
             "\\cite{archreport-vgg16-conv3_1}.")  # fmt: skip
    text = "\n".join(lines)
    (only,) = verdicts(text, reports)
    assert only.cited.line == 8
    assert only.differences[0].line == 7


def test_why_it_differs(reports: Shelf) -> None:
    here = cite(report_of("vgg16"), "conv3_1")
    copied = here.replace("295,168", "295,169")
    older = copied.replace("archreport 0.1.0", "archreport 0.0.9").replace("sha256 de", "sha256 aa")
    misprinted = here.replace(report_of("vgg16").content_hash[:8], "0" * 8)
    whys = [verdicts(text, reports)[0].since for text in (here, copied, older, misprinted)]
    assert whys == ["", "copied", "changed", "other report"]


def test_a_citation_of_another_version_holds_while_its_figures_do(reports: Shelf) -> None:
    text = cite(report_of("vgg16"), "conv3_1").replace("archreport 0.1.0", "archreport 0.0.9")
    changed = text.replace(report_of("vgg16").content_hash[:8], "0" * 8)
    assert verdicts(changed, reports)[0].state == "holds"


def test_a_report_of_ones_own(bare_report: Report, reports: Shelf) -> None:
    text = cite(bare_report, "fc")
    assert verdicts(text, reports)[0].state == "not ours"
    own = Shelf(report_of, [bare_report])
    assert verdicts(text, own)[0].state == "holds"
    assert verdicts(text.replace("650", "651"), own)[0].state == "differs"


def test_the_history_names_the_versions_that_changed_a_network() -> None:
    known = (
        Version("1.0.0", 5, {}),
        Version("1.1.0", 5, {"vgg16": {"en": "biases", "zh": "偏置"}}),
        Version("2.0.0", 6, {"all": {"en": "schema", "zh": "格式"}}),
    )
    assert [one.version for one in changed_in("1.0.0", "vgg16", known)] == ["1.1.0", "2.0.0"]
    assert [one.version for one in changed_in("1.0.0", "alexnet", known)] == ["2.0.0"]
    assert changed_in("0.9", "vgg16", known) == ()
