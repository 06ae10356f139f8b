"""Phrases and templates are found beside the code that uses them, wherever that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from archreport.render.room_files import phrase_files, template_files


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("", encoding="utf-8")


def names(root: Path, files: tuple[Path, ...]) -> list[str]:
    return [file.relative_to(root).as_posix() for file in files]


def test_phrases_are_one_file_or_a_folder_of_each_room(tmp_path: Path) -> None:
    write(
        tmp_path, "b/messages.yaml", "a/c/messages/two.yaml", "a/c/messages/one.yaml",
        "messages/deeper/no.yaml", "a/selection.yaml", "a/messages.md",
    )  # fmt: skip
    assert names(tmp_path, phrase_files(tmp_path)) == [
        "a/c/messages/one.yaml", "a/c/messages/two.yaml", "b/messages.yaml",
    ]  # fmt: skip


def test_templates_are_those_in_folders_of_templates(tmp_path: Path) -> None:
    write(tmp_path, "b/templates/x.html.j2", "a/templates/y.md.j2", "a/z.html.j2")
    assert names(tmp_path, template_files(tmp_path)) == [
        "a/templates/y.md.j2",
        "b/templates/x.html.j2",
    ]


def test_two_templates_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a/templates/x.html.j2", "b/templates/x.html.j2")
    with pytest.raises(ValueError, match="two templates have the same name"):
        template_files(tmp_path)
