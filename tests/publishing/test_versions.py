"""Sites of several versions side by side: what is kept, what is replaced, what leads where."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from publishing.versions import Refused, add_version, folder_of, read_versions

ADDRESS = "https://us.example/course"


def built_site(folder: Path, version: str, address: str = ADDRESS) -> Path:
    """Of two pages and a download in each language, built for ``version`` at ``address``."""
    for language in ("en", "zh"):
        for path in ("", "models/tiny/"):
            page = folder / language / path / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            place = f"{address}/{folder_of(version)}/{language}/{path}"
            page.write_text(
                f'<html><head><link rel="canonical" href="{place}"></head>'
                f"<body><article>{version}</article></body></html>",
                encoding="utf-8",
            )
        (folder / language / "models/tiny/tiny.csv").write_text(version, encoding="utf-8")
    (folder / "index.html").write_text("door", encoding="utf-8")
    return folder


@pytest.fixture
def publish(tmp_path: Path):
    """Publish a site of each version in turn; return the folder of all."""
    pages = tmp_path / "pages"
    pages.mkdir()

    def publish_(*versions: str) -> Path:
        for number, version in enumerate(versions):
            site = built_site(tmp_path / f"{number}-{version}", version)
            add_version(site, pages, version, ADDRESS)
        return pages

    return publish_


def csv(pages: Path, folder: str) -> str:
    return (pages / folder / "en/models/tiny/tiny.csv").read_text(encoding="utf-8")


def test_each_version_keeps_its_folder_and_the_newest_release_is_latest(publish) -> None:
    pages = publish("0.9.0", "0.10.0", "dev")
    assert [csv(pages, one) for one in ("0.9", "0.10", "dev", "latest")] == [
        "0.9.0", "0.10.0", "dev", "0.10.0"
    ]  # fmt: skip
    assert [one.title for one in read_versions(pages)] == ["0.10.0", "0.9.0", "dev"]


def test_a_patch_of_an_older_release_mends_that_one_alone(publish) -> None:
    pages = publish("0.1.0", "0.2.0", "0.1.1")
    assert [csv(pages, one) for one in ("0.1", "0.2", "latest")] == ["0.1.1", "0.2.0", "0.2.0"]
    assert [one.title for one in read_versions(pages)] == ["0.2.0", "0.1.1"]


def test_before_the_first_release_the_development_is_the_latest(publish) -> None:
    assert csv(publish("dev"), "latest") == "dev"
    assert csv(publish("0.1.0"), "latest") == "0.1.0"


def test_what_a_version_no_longer_has_goes_with_it(publish, tmp_path: Path) -> None:
    pages = publish("0.1.0")
    site = built_site(tmp_path / "next", "0.1.1")
    (site / "en/models/tiny/tiny.csv").unlink()
    add_version(site, pages, "0.1.1", ADDRESS)
    for folder in ("0.1", "latest"):
        assert not (pages / folder / "en/models/tiny/tiny.csv").exists()


def test_the_same_site_gives_the_same_files(publish, tmp_path: Path) -> None:
    def files(pages: Path) -> dict[str, bytes]:
        return {
            path.relative_to(pages).as_posix(): path.read_bytes()
            for path in pages.rglob("*")
            if path.is_file()
        }

    before = files(publish("0.1.0"))
    assert files(publish("0.1.0")) == before


def test_every_page_asks_for_the_versions_where_they_are(publish) -> None:
    pages = publish("0.1.0")
    for folder in ("0.1", "latest"):
        for page in (pages / folder).rglob("*/index.html"):
            text = page.read_text(encoding="utf-8")
            (root,) = re.findall(r'<script src="((?:\.\./)+)versions\.js"', text)
            assert (page.parent / root / "versions.js").samefile(pages / "versions.js")
            assert 'data-folder="0.1"' in text
    script = (pages / "versions.js").read_text(encoding="utf-8")
    listed = json.loads(script.partition(" = ")[2].partition(";\n")[0])
    assert listed == [{"folder": "0.1", "title": "0.1.0"}]


def test_the_door_and_the_page_for_lost_addresses_lead_to_what_is_there(publish) -> None:
    pages = publish("0.1.0", "dev")
    for name in ("index.html", "404.html"):
        text = (pages / name).read_text(encoding="utf-8")
        places = re.findall(r'(?:href|location\.replace\()="?"?([^")]+)', text)
        assert any(place.endswith("/0.1/index.html") for place in places)
        assert any(place.endswith("/dev/index.html") for place in places)
        assert "${" not in text and "$$" not in text
        for place in places:
            assert place.startswith("/course/"), place


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0rc1", "", "../x", "latest"])
def test_other_names_are_refused(version: str) -> None:
    with pytest.raises(Refused, match=re.escape(repr(version))):
        folder_of(version)


def test_a_site_built_for_another_address_is_refused(tmp_path: Path) -> None:
    site = built_site(tmp_path / "site", "0.1.0", "https://elsewhere.example")
    pages = tmp_path / "pages"
    pages.mkdir()
    with pytest.raises(Refused, match=r"ARCHREPORT_SITE_URL=https://us\.example/course/0\.1"):
        add_version(site, pages, "0.1.0", ADDRESS)
    with pytest.raises(Refused, match="no site"):
        add_version(tmp_path / "none", pages, "0.1.0", ADDRESS)
    assert list(pages.iterdir()) == []
