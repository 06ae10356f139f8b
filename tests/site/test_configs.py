"""The configuration that the builder reads: the root's, with the laboratories that there are."""

import pytest
import yaml

from archreport.site.configs import CONFIGS, lab_pages, navigation, write_configs
from tests.paths import ROOT
from tests.site.assets import copy_assets

HAND_WRITTEN = [
    {"Home": "index.md"},
    {"Laboratories": [{"All": "labs/index.md"}]},
    {"Models": ["models/index.md", {"VGG": ["models/vgg16/index.md"]}]},
]


def test_the_laboratories_follow_their_list():
    written = navigation(HAND_WRITTEN, ["labs/01-a.ipynb", "labs/02-b.ipynb"])
    assert written == [
        HAND_WRITTEN[0],
        {"Laboratories": [{"All": "labs/index.md"}, "labs/01-a.ipynb", "labs/02-b.ipynb"]},
        HAND_WRITTEN[2],
    ]


def test_a_list_without_a_title_is_found_too():
    assert navigation([{"Labs": ["labs/index.md"]}], ["labs/01-a.ipynb"]) == [
        {"Labs": ["labs/index.md", "labs/01-a.ipynb"]}
    ]


def test_without_laboratories_their_section_is_left_out():
    assert navigation(HAND_WRITTEN, []) == [HAND_WRITTEN[0], HAND_WRITTEN[2]]


@pytest.fixture
def docs(tmp_path):
    """Pages of two laboratories as notebooks, with downloads of the same names."""
    for language in CONFIGS:
        labs = tmp_path / "build" / "docs" / language / "labs"
        for name in ("02-b", "01-a"):
            (labs / name).mkdir(parents=True)
            (labs / f"{name}.ipynb").touch()
            (labs / name / f"{name}.ipynb").touch()
        (labs / "index.md").touch()
        copy_assets(labs.parent)
    return tmp_path / "build" / "docs"


def test_pages_are_told_from_downloads_and_are_in_order(docs):
    assert lab_pages(docs / "en") == ["labs/01-a.ipynb", "labs/02-b.ipynb"]


def test_plain_pages_are_pages(docs):
    (docs / "en" / "labs" / "02-b.ipynb").unlink()
    (docs / "en" / "labs" / "02-b" / "index.md").touch()
    assert lab_pages(docs / "en") == ["labs/01-a.ipynb", "labs/02-b/index.md"]


@pytest.mark.parametrize(("language", "section"), [("en", "Laboratories"), ("zh", "实验")])
def test_the_written_configuration_is_the_edited_one_with_the_laboratories(docs, language, section):
    def read(path):
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    path = write_configs(ROOT, docs, ROOT / "overrides")[language]
    written, edited = read(path), read(ROOT / CONFIGS[language])
    assert path == docs.parent / f"mkdocs.{language}.yml"
    assert "INHERIT" not in written
    assert (path.parent / written["docs_dir"]).samefile(docs / language)
    assert (ROOT / "overrides").samefile(written["theme"]["custom_dir"])
    assert written["site_url"] == f"http://localhost/{language}/"
    assert written["theme"]["language"] == language
    (sheet,) = written["extra_css"]
    assert (docs / language / sheet).is_file()
    if language == "en":  # the words in it are said in the language
        assert written["markdown_extensions"] == edited["markdown_extensions"]

    (labs,) = (entry[section] for entry in written["nav"] if section in entry)
    assert labs[1:] == ["labs/01-a.ipynb", "labs/02-b.ipynb"]
    del labs[1:]
    assert written["nav"] == edited["nav"]


def test_the_address_is_that_of_the_environment(docs, monkeypatch):
    monkeypatch.setenv("ARCHREPORT_SITE_URL", "https://course.example/cnn/")
    written = write_configs(ROOT, docs, ROOT / "overrides")["zh"]
    config = yaml.safe_load(written.read_text(encoding="utf-8"))
    assert config["site_url"] == "https://course.example/cnn/zh/"


def test_words_of_the_builder_are_those_of_the_language(docs):
    written = write_configs(ROOT, docs, ROOT / "overrides")
    chinese = yaml.safe_load(written["zh"].read_text(encoding="utf-8"))
    english = yaml.safe_load(written["en"].read_text(encoding="utf-8"))
    toggles = [
        [one["toggle"]["name"] for one in config["theme"]["palette"]]
        for config in (english, chinese)
    ]
    assert toggles == [["Dark", "Light"], ["深色模式", "浅色模式"]]
    (contents,) = [
        one["toc"]
        for one in chinese["markdown_extensions"]
        if isinstance(one, dict) and "toc" in one
    ]
    assert contents["permalink_title"] == "本节链接"
    assert "words" not in chinese["extra"]
