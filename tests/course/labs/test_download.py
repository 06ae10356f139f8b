"""The notebook that a reader downloads: it runs, in one language, away from the site."""

import json
from dataclasses import replace

import pytest
from nbclient import NotebookClient
from nbformat import reads

from archreport.course.labs.download import absolute_links, download_book
from archreport.course.labs.pages import page_book
from archreport.course.labs.source import read_lab
from archreport.render.words.language import Language
from tests.paths import ROOT


@pytest.fixture(scope="module")
def ran(tiny_lab):
    return [tiny_lab.ran]


@pytest.mark.parametrize("solved", [False, True], ids=["gaps open", "gaps filled"])
def test_what_is_downloaded_runs_and_has_one_language(ran, tmp_path, monkeypatch, solved):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for language in ("en", "zh"):
        book = reads(json.dumps(download_book(ran[0], Language(language), solved)), as_version=4)
        text = "".join(cell["source"] for cell in book.cells if cell.cell_type == "markdown")
        assert ("曲线" in text) == (language == "zh")
        assert ("Look at it." in text) == (language == "en")
        gap = next(cell for cell in book.cells if cell.source.startswith("places = "))
        assert gap.source.startswith("places = 8" if solved else "places = ...  # ")
        ran_before = [bool(cell.outputs) for cell in book.cells if cell.cell_type == "code"]
        assert any(ran_before) == bool(gap.outputs) == solved
        NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}).execute()
        shown = [output.get("data", {}) for output in book.cells[-1]["outputs"]]
        table = next(data["text/html"] for data in shown if "text/html" in data)
        assert {"en": "Weights", "zh": "权重"}[language] in table
        said = gap.outputs[0]["text"]
        right, still_open = {"en": ("Right.", "still open"), "zh": ("正确", "还没有填")}[language]
        assert (right if solved else still_open) in said


def test_a_solution_is_folded_below_its_gap(ran):
    cells = download_book(ran[0], Language("en"), solved=False)["cells"]
    at = next(n for n, cell in enumerate(cells) if "gap" in cell["metadata"].get("tags", ()))
    assert cells[at + 1]["source"].startswith(
        "<details>\n<summary>A solution</summary>\n\n```python"
    )
    assert "places = 8 - 3 + 1" in cells[at + 1]["source"]
    solved = download_book(ran[0], Language("en"), solved=True)["cells"]
    assert len(solved) == len(cells) - 1


def test_a_figure_in_a_download_says_what_it_shows(ran):
    book = json.dumps(download_book(ran[0], Language("zh"), solved=True), ensure_ascii=False)
    assert "一条下降的线。" in book and "<Figure size" not in book
    assert "image/" not in book


def test_nothing_is_shown_before_the_reader_has_predicted(ran):
    cells = download_book(ran[0], Language("en"), solved=False)["cells"]
    assert not [cell for cell in cells if cell.get("outputs")]


@pytest.mark.parametrize(
    ("name", "language"), [("05-alignment", "zh"), ("02-receptive-field", "en")]
)
def test_a_laboratory_of_the_course_runs_as_it_is_downloaded(
    ran, tmp_path, monkeypatch, name, language
):
    """Short ones, in an empty folder, gaps open; the others differ in length, not in form."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    lab = read_lab(ROOT / "docs" / "labs" / f"{name}.py")
    nothing = replace(ran[0], lab=lab, outputs={language: [[] for _ in lab.code]})
    book = reads(json.dumps(download_book(nothing, Language(language), False)), as_version=4)
    NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = json.dumps([cell.get("outputs") for cell in book.cells], ensure_ascii=False)
    assert "<caption>" in shown and "image/" in shown
    assert list(tmp_path.iterdir()) == []


def test_links_of_a_download_lead_to_the_site(ran, published):
    page, _ = page_book(ran[0], Language("en"), bool)
    assert "archreport.example" not in json.dumps(page)
    text = "See [chapter 1](../../course/01-alexnet/)."
    assert absolute_links(text, Language("zh")) == (
        "See [chapter 1](https://archreport.example/zh/course/01-alexnet/)."
    )
    assert absolute_links("[lab](../01-counting/)", Language("en")) == (
        "[lab](https://archreport.example/en/labs/01-counting/)"
    )


def test_where_the_site_has_no_address_the_words_of_a_link_are_left():
    text = "See [chapter 1](../../course/01-alexnet/) and [the paper](https://arxiv.org/)."
    assert absolute_links(text, Language("en")) == (
        "See chapter 1 and [the paper](https://arxiv.org/)."
    )
