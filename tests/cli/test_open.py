"""``open``: the page of a network or a row, here or where it is published."""

import json

import pytest

from archreport.cli import main


@pytest.fixture
def opened(monkeypatch):
    """The addresses that the browser was given; there is none where ``refuse`` is set."""
    addresses = []
    monkeypatch.setattr("webbrowser.open", lambda address: addresses.append(address) or True)
    return addresses


@pytest.fixture
def site(tmp_path):
    for page in ("models/vgg16", "models/vgg16/units/conv1_1", "labs/01-counting", "course/02-vgg"):
        for language in ("en", "zh"):
            folder = tmp_path / "my site" / language / page
            folder.mkdir(parents=True)
            (folder / "index.html").touch()
    (tmp_path / "my site" / "en" / "index.html").touch()
    return tmp_path / "my site"


def run(capsys, *words):
    code = 0
    try:
        main(list(map(str, words)))
    except SystemExit as stop:
        code = stop.code or 0
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("vgg16", "en/models/vgg16/index.html"),
        ("VGG16#conv3_1", "en/models/vgg16/index.html#conv3_1"),
        ("vgg16#conv1_1/7", "en/models/vgg16/units/conv1_1/index.html#7"),
        ("01-counting", "en/labs/01-counting/index.html"),
        ("course/02-vgg", "en/course/02-vgg/index.html"),
        ("course/02-vgg/#top", "en/course/02-vgg/index.html#top"),
        ("", "en/index.html"),
    ],
)
def test_the_page_of_the_site_that_is_built_here(capsys, opened, site, page, address):
    code, out, err = run(capsys, "open", page, "--site", site)
    assert (code, out) == (0, "")
    assert opened == [f"{site.as_uri()}/{address}"] and opened[0] in err
    assert " " not in opened[0]


def test_the_page_in_the_language_that_is_spoken(capsys, opened, site):
    run(capsys, "open", "vgg16", "--site", site, "--lang", "zh")
    assert opened == [f"{site.as_uri()}/zh/models/vgg16/index.html"]


def test_the_published_page_where_none_is_built(capsys, opened, tmp_path, published):
    run(capsys, "open", "vgg16#conv3_1", "--site", tmp_path / "none")
    assert opened == [f"{published}/en/models/vgg16/#conv3_1"]


def test_without_a_browser_the_address_is_printed(capsys, monkeypatch, site):
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    expected = f"{site.as_uri()}/en/models/vgg16/index.html\n"
    assert run(capsys, "open", "vgg16", "--site", site) == (0, expected, "")


def test_only_the_address(capsys, opened, site):
    _, out, _ = run(capsys, "open", "vgg16", "--site", site, "--print")
    assert out == f"{site.as_uri()}/en/models/vgg16/index.html\n"
    _, out, _ = run(capsys, "open", "vgg16", "--site", site, "--json")
    assert json.loads(out) == {
        "address": f"{site.as_uri()}/en/models/vgg16/index.html", "built": True,
    }  # fmt: skip
    assert opened == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["vgg61"], "Did you mean vgg"),
        (["audit/vgg"], "has no page audit/vgg/"),
        (["../../etc/passwd"], "has no page"),
    ],
)
def test_what_there_is_not_is_one_sentence(capsys, opened, site, words, says):
    code, out, err = run(capsys, "open", *words, "--site", site)
    assert (code, out) == (2, "") and says in err and opened == []


def test_no_site_at_all_is_one_sentence(capsys, opened, tmp_path):
    code, _, err = run(capsys, "open", "vgg16", "--site", tmp_path / "none")
    assert code == 2 and "ARCHREPORT_SITE_URL does not say" in err and opened == []
