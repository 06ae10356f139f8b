"""Which files have changed since they were last looked at."""

from pathlib import Path

from archreport.site.preview.watching import changed, seen


def test_what_is_changed_made_and_removed(tmp_path: Path) -> None:
    for name in ("same", "changed", "removed"):
        (tmp_path / "folder" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "folder" / name).write_text("a")
    before = seen([tmp_path])
    assert changed(before, seen([tmp_path])) == frozenset()
    (tmp_path / "folder/changed").write_text("longer")
    (tmp_path / "folder/removed").unlink()
    (tmp_path / "folder/new").write_text("a")
    found = {path.name for path in changed(before, seen([tmp_path]))}
    assert found == {"changed", "removed", "new"}


def test_what_editors_and_python_keep_for_themselves_is_no_change(tmp_path: Path) -> None:
    before = seen([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    for name in (".index.md.swp", "index.md~", "#index.md#", "__pycache__/a.pyc"):
        (tmp_path / name).write_text("a")
    assert changed(before, seen([tmp_path])) == frozenset()


def test_a_single_file_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("a")
    assert set(seen([tmp_path / "mkdocs.yml", tmp_path / "none"])) == {tmp_path / "mkdocs.yml"}


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.css").write_text("a")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/assets").symlink_to(tmp_path / "real")
    assert set(seen([tmp_path / "docs"])) == {tmp_path / "docs/assets/a.css"}
