"""The index as files."""

import random

import pytest

from archreport.errors import OutputFailed
from archreport.site.search.index import (
    STRETCH,
    index_files,
    read_index_file,
    searched_pages,
    write_search,
)
from archreport.site.search.sections import Name, SearchedPage, Section

PAGES = [
    SearchedPage(
        "glossary/",
        "术语表",
        (
            Section("top", "术语表", "词"),
            Section("stride", "步幅", "格数", (Name("步长", "步幅"),)),
        ),
    ),
    SearchedPage("models/x/", "X", (Section("summary", "X", "text"),), ("conv1.a", "conv2")),
]


def read(files, folder):
    """What each file holds, by its name without ending."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {path.stem: read_index_file(path) for path in folder.iterdir()}


def test_the_index_says_where_everything_begins(tmp_path):
    held = read(index_files(PAGES), tmp_path)
    index = held["index"]
    assert index["pages"] == [["glossary/", "术语表", [0, 1]], ["models/x/", "X", [2]]]
    assert index["heads"][1] == ["stride", "步幅", ["步长", "步幅"]]
    assert index["texts"] == [0]
    assert held["texts-0"] == ["词", "格数", "text"]
    assert held["terms-0"]["terms"]["步长"][0] == 1
    assert held["terms-0"]["rows"] == {"conv1a": [["conv1.a", 1]], "conv2": [["conv2", 1]]}


def test_sections_of_a_term_are_steps(tmp_path):
    pages = [
        SearchedPage(f"method/{n}/", "M", (Section("a", "M", "same" if n % 3 == 0 else "x"),))
        for n in range(9)
    ]
    steps = read(index_files(pages), tmp_path)["terms-0"]["terms"]["same"]
    assert steps[::2] == [0, 3, 3]
    assert all(impact >= 1 for impact in steps[1::2])


def test_files_are_small_and_in_order(tmp_path):
    words = random.Random(1)
    pages = [
        SearchedPage(
            f"method/{n}/",
            "M",
            (Section("a", "M", " ".join(f"w{words.randrange(4000)}" for _ in range(300))),),
        )
        for n in range(40)
    ]
    files = index_files(pages)
    assert all(
        len(text.encode()) < 1.2 * STRETCH for name, text in files.items() if name != "index.js"
    )
    held = read(files, tmp_path)
    firsts = held["index"]["terms"]
    assert len(firsts) > 3
    assert firsts == sorted(firsts)
    for number, first in enumerate(firsts):
        terms = list(held[f"terms-{number}"]["terms"])
        assert terms[0] == first
        assert terms == sorted(terms)
        assert number + 1 == len(firsts) or terms[-1] < firsts[number + 1]


def test_files_carry_one_version_that_changes_with_any_of_them():
    def versions(files):
        return {text.split('"')[1] for text in files.values()}

    (first,) = versions(index_files(PAGES))
    (second,) = versions(index_files(PAGES[:1]))
    assert first != second


def test_the_same_pages_give_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        for name in ("zh", "zh/glossary"):
            page = tmp_path / folder / name / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text('<article><h1 id="top">步幅</h1>窗口</article>', encoding="utf-8")
        write_search(tmp_path / folder, ["zh"])
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / folder / "zh/search").iterdir()}
        for folder in ("a", "b")
    ]
    assert files[0] == files[1]
    assert [page.url for page in searched_pages(tmp_path / "a/zh")] == ["", "glossary/"]


def test_other_words_that_cannot_be_read_stop_the_build(tmp_path):
    page = tmp_path / "zh/glossary/index.html"
    page.parent.mkdir(parents=True)
    page.write_text('<article><h1 id="a">步幅</h1><p class="also">步又称步长</p></article>')
    with pytest.raises(OutputFailed, match=r"zh/glossary/: .*步又称步长.* 步幅"):
        write_search(tmp_path, ["zh"])


def test_what_is_no_file_of_the_index_is_refused(tmp_path):
    path = tmp_path / "index.js"
    path.write_text("alert(1)", encoding="utf-8")
    with pytest.raises(ValueError, match="no file of the search index"):
        read_index_file(path)
