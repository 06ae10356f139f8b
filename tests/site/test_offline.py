"""The whole site in one archive: what its links lead to, and that its bytes are the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from archreport.cli import main
from archreport.errors import BadInput
from archreport.site.check.faults import check_site
from archreport.site.offline import READ_ME, opened_from_disk, write_offline


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("../vgg16/", "../vgg16/index.html"),
        ("../vgg16/?h=a#conv1", "../vgg16/index.html?h=a#conv1"),
        ("..", "../index.html"),
        ("../..", "../../index.html"),
        (".", "index.html"),
        ("./", "./index.html"),
        ("course/", "course/index.html"),
        ("vgg16.csv", "vgg16.csv"),
        ("#conv1", "#conv1"),
        ("../index.html", "../index.html"),
        ("https://arxiv.org/", "https://arxiv.org/"),
        ("//host/", "//host/"),
        ("mailto:a@b/", "mailto:a@b/"),
    ],
)
def test_a_link_to_a_folder_names_its_page(url: str, named: str) -> None:
    assert opened_from_disk(f'<p><a class="x>y" href="{url}">.</a>') == (
        f'<p><a class="x>y" href="{named}">.</a>'
    )


def test_frames_are_named_and_texts_left_alone() -> None:
    assert opened_from_disk('<iframe title="a" src="embed/row/">') == (
        '<iframe title="a" src="embed/row/index.html">'
    )
    for text in ('<code>href="../"</code>', '<script>x = "../"</script>', "<p>see ../</p>"):
        assert opened_from_disk(text) == text


def test_what_a_disk_refuses_is_not_asked_for() -> None:
    font = '<link rel="preload" href="a.woff2" as="font" crossorigin>\n'
    sheet = '<link rel="stylesheet" href="a.css">'
    assert (
        opened_from_disk(f'{font}<link rel="alternate" hreflang="zh" href="zh/">{sheet}') == sheet
    )


def test_the_archive_is_the_site_with_a_note(tiny_site: Path, tmp_path: Path) -> None:
    file = tmp_path / "course.zip"
    write_offline(tiny_site, file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        archive.extractall(tmp_path)
    site = [path.relative_to(tiny_site).as_posix() for path in tiny_site.rglob("*")
            if path.is_file()]  # fmt: skip
    assert sorted(names) == sorted(f"course/{name}" for name in [READ_ME, *site])
    note = (tmp_path / "course" / READ_ME).read_text(encoding="utf-8")
    assert "index.html" in note and "离线阅读" in note and "://" not in note
    assert check_site(tmp_path / "course") == []


def test_the_same_site_gives_the_same_bytes(tiny_site: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "x.zip", tmp_path / "b" / "x.zip"
    write_offline(tiny_site, one)
    write_offline(tiny_site, other)
    assert one.read_bytes() == other.read_bytes()


def test_the_note_names_the_published_address(
    tiny_site: Path, tmp_path: Path, published: str
) -> None:
    write_offline(tiny_site, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        note = archive.read(f"x/{READ_ME}").decode()
    assert f"{published}/en/" in note and f"{published}/zh/" in note


def test_without_a_site_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no site"):
        write_offline(tmp_path / "site", tmp_path / "x.zip")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_how_large_it_is(
    tiny_project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(
        "archreport.site.build_site.build_site", lambda *_, **__: tiny_project / "site"
    )
    file = tmp_path / "x.zip"
    main(["site", "--site", str(tiny_project / "site"), "--out", str(tmp_path), "--zip", str(file)])
    said = capsys.readouterr().out
    assert f"{file}: {file.stat().st_size / 1e6:.1f} MB" in said


@pytest.mark.whole_site
def test_the_archive_of_the_whole_site_fits_anywhere(site: Path, tmp_path: Path) -> None:
    write_offline(site, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").stat().st_size < 100e6
