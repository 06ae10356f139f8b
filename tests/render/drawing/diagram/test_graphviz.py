"""Which program lays out, and what is said when it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archreport.errors import LayoutFailed
from archreport.render.drawing import diagram
from archreport.render.drawing.diagram import graphviz
from archreport.render.drawing.diagram.layout import place
from archreport.render.drawing.diagram.levels import graph
from archreport.render.words.language import Language
from tests.render.drawing.diagram import nets

SMALL = ["digraph { a -> b }", 'digraph { "c d" -> e; e -> f }']


@pytest.fixture
def bare_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Python installation without graphviz-pure, and nothing on the PATH. The PATH's folder."""
    beside, on_path = tmp_path / "bin", tmp_path / "path"
    beside.mkdir()
    on_path.mkdir()
    monkeypatch.setattr(sys, "executable", str(beside / "python"))
    monkeypatch.setenv("PATH", str(on_path))
    return on_path


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_several_graphs_in_one_run() -> None:
    first, second = graphviz.run(SMALL)
    assert [item["name"] for item in first["objects"]] == ["a", "b"]
    assert [item["name"] for item in second["objects"]] == ["c d", "e", "f"]


def test_nothing_to_lay_out_needs_no_program(bare_python: Path) -> None:
    assert graphviz.run([]) == []


def test_the_wheel_beside_the_interpreter_comes_first(bare_python: Path) -> None:
    program(bare_python, "dot", "exit 1")
    wheel = program(Path(sys.executable).parent, "graphviz-pure", "exit 0")
    assert graphviz.engine() == str(wheel)


def test_without_any_program_the_message_says_what_to_install(bare_python: Path) -> None:
    with pytest.raises(LayoutFailed) as failure:
        diagram.levels_html(nets.chain(), Language("en"))
    assert "Graphviz was not found" in failure.value.message
    assert "pip install graphviz-pure" in failure.value.hint
    assert "dot" in failure.value.hint


def test_dot_on_the_path_serves_where_there_is_no_wheel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = shutil.which("graphviz-pure", path=str(Path(sys.executable).parent))
    if real is None:
        pytest.skip("graphviz-pure is not installed here")
    drawn = graph(nets.inception(), "layers", Language("en"))
    expected = place(drawn)
    program(tmp_path, "dot", f'exec "{real}" "$@"')
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert graphviz.engine() == str(tmp_path / "dot")
    assert place(drawn) == expected


def test_a_failing_program(bare_python: Path) -> None:
    program(bare_python, "dot", 'echo "syntax error near line 3" >&2; exit 3')
    with pytest.raises(LayoutFailed, match="dot failed with exit code 3: syntax error near line 3"):
        graphviz.run(SMALL)


def test_a_program_that_cannot_run(bare_python: Path) -> None:
    (bare_python / "dot").write_bytes(b"\x7fELF nonsense")
    (bare_python / "dot").chmod(0o755)
    with pytest.raises(LayoutFailed, match="Cannot run dot"):
        graphviz.run(SMALL)


def test_a_program_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(command: list[str], **options: object) -> None:
        raise subprocess.TimeoutExpired(command, 5)

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(LayoutFailed, match="did not finish the diagram within 5 seconds"):
        graphviz.run(SMALL, timeout=5)


@pytest.mark.parametrize(
    ("answer", "message"),
    [("", "laid out 0 of 2 graphs"), ("{", "broken JSON"), ('{"a": 1}', "1 of 2 graphs")],
)
def test_an_answer_that_is_not_the_graphs(bare_python: Path, answer: str, message: str) -> None:
    program(bare_python, "dot", f"printf '%s' '{answer}'")
    with pytest.raises(LayoutFailed, match=message):
        graphviz.run(SMALL)


def test_a_bad_graph_is_named_by_graphviz_itself() -> None:
    with pytest.raises(LayoutFailed, match="failed with exit code"):
        graphviz.run(["digraph { a -> "])
