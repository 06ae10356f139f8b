"""CSV, Markdown, LaTeX: the same rows as the page, and files that other programs can read."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from archreport.render.downloads import table_files
from archreport.render.table_lines import lines
from archreport.render.words.language import Language
from archreport.render.words.latex import escape_latex
from archreport.report.model import Report


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_word_for_word(report: Report) -> None:
    text = table_files.csv_text(report)
    assert text.splitlines()[:6] == [
        "row,stage,kind,operation,inputs,output,params,macs,flops,activations,activation_bytes,"
        "saved_bytes,storage,receptive_field,jump",
        "input,,io,input,,3x8x8,0,0,0,192,768,0,new,1,1",
        'stem.conv,stage-1,conv,"conv 3×3, stride 1, pad 1",input,4x8x8,112,6912,13824,256,1024,0,'
        "new,3,1",
        "stem.relu,stage-1,act,ReLU,stem.conv,4x8x8,0,0,0,0,0,0,in place,3,1",
        'branch.conv,stage-1,conv,"conv 1×3, stride 1, pad 0×1, 2 groups",stem.relu,4x8x8,24,1536,'
        "3072,256,1024,0,new,3x5,1",
        "stem.add,stage-1,join,add,stem.relu branch.conv,4x8x8,0,0,0,256,1024,0,new,3x5,1",
    ]
    (last,) = [line for line in text.splitlines() if line.startswith("fc,")]
    assert last == "fc,classifier,linear,linear 64 → 10,drop,10,650,640,1280,10,40,0,new,8,"
    assert text.endswith("\n")
    assert "\r" not in text


def test_csv_columns_add_up_to_the_totals(report: Report) -> None:
    rows = read_csv(table_files.csv_text(report))
    assert len(rows) == len(report.rows)
    for column in ("params", "macs", "flops", "activations", "activation_bytes"):
        assert sum(int(row[column]) for row in rows) == getattr(report.totals, column, None)


def markdown_rows(text: str) -> list[list[str]]:
    table = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]


def latex_rows(text: str) -> list[list[str]]:
    body = [line for line in text.splitlines() if line.startswith(r"\texttt{")]
    return [re.split(r"(?<!\\)&", line.removesuffix(r" \\")) for line in body]


def bare(text: str) -> int:
    digits = re.sub(r"[,*]", "", text.strip())
    return int(digits) if digits.isdigit() else 0


def test_markdown_and_latex_print_the_rows_of_the_csv(report: Report, t: Language) -> None:
    expected = [
        (row["row"], int(row["params"]), int(row["macs"]), int(row["activations"]))
        for row in read_csv(table_files.csv_text(report))
    ]
    _, *md, total = markdown_rows(table_files.markdown_text(report, t))
    assert [
        (row[0].replace("\\", ""), bare(row[3]), bare(row[4]), bare(row[5])) for row in md
    ] == expected
    assert [bare(cell) for cell in total[3:6]] == [
        report.totals.params,
        report.totals.macs,
        report.totals.activations,
    ]
    tex = latex_rows(table_files.latex_text(report, t))
    assert [
        (row[0].strip()[8:-1].replace("\\", ""), bare(row[3]), bare(row[4]), bare(row[5]))
        for row in tex
    ] == expected


def test_all_outputs_come_from_one_list(report: Report, en: Language) -> None:
    ids = [line.id for line in lines(report, en)]
    assert [row["row"] for row in read_csv(table_files.csv_text(report))] == ids
    assert sorted(ids) == sorted(row.id for row in report.rows)


def test_markdown_escapes_what_would_end_a_cell(report: Report, en: Language) -> None:
    from dataclasses import replace

    row = replace(report.rows[0], id="in_put|1")
    text = table_files.markdown_text(replace(report, rows=(row, *report.rows[1:])), en)
    assert r"| in\_put\|1 |" in text


def test_latex_escapes_every_special_character() -> None:
    assert escape_latex("conv3_1") == r"conv3\_1"
    assert escape_latex("50% & $x^2$ #1 {a}") == (r"50\% \& \$x\textasciicircum{}2\$ \#1 \{a\}")
    assert escape_latex("\\~") == r"\textbackslash{}\textasciitilde{}"
    assert escape_latex("64\u00a0×\u00a03 → ≤ −1") == r"64~$\times$~3 $\to$ $\leq$ $-$1"


def structure(text: str, columns: int = 8) -> None:
    """What LaTeX would stumble over: braces, environments, and the cells of a line."""
    code = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    naked = re.sub(r"\\[{}]", "", code)
    depth = 0
    for character in naked:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    begun: list[str] = []
    for what, name in re.findall(r"\\(begin|end)\{(\w+)\}", code):
        if what == "begin":
            begun.append(name)
        else:
            assert begun.pop() == name
    assert not begun
    for line in code.splitlines():
        if line.endswith(r"\\") and "&" in line and not line.startswith(r"\caption"):
            assert len(re.findall(r"(?<!\\)&", line)) == columns - 1, line


@pytest.mark.parametrize("long", [False, True])
def test_latex_is_sound(
    report: Report, t: Language, long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "LONG_TABLE", 3 if long else 99)
    text = table_files.latex_text(report, t)
    structure(text)
    assert (r"\begin{longtable}" in text) is long
    assert text.startswith("% ")
    assert f" sha256 {report.content_hash}" in text
    assert r"\label{tab:tiny-layers}" in text
    assert f"https://archreport.example/{t.code}/models/tiny/" in text
    assert (r"\documentclass[a4paper,10pt]{ctexart}" in text) is (t.code == "zh")
    assert text.isascii() is (t.code == "en"), "English needs no Unicode engine"


def test_a_slide_has_every_stage_and_the_totals(report: Report, t: Language) -> None:
    text = table_files.slide_text(report, t)
    structure(text, columns=6)
    lines = [line for line in text.splitlines() if line.endswith(r"\\")][1:]
    cells = [[bare(cell) for cell in line.removesuffix(r" \\").split("&")[3:]] for line in lines]
    totals = [report.totals.params, report.totals.macs, report.totals.activations]
    assert cells[:-1] == [[s.params, s.macs, s.activations] for s in report.stages]
    assert cells[-1] == totals
    assert f"https://archreport.example/{t.code}/models/tiny/" in text
    assert text.isascii() is (t.code == "en")


def can_compile(code: str, kind: str = "art") -> str:
    """The LaTeX that can set this language here, "" where there is none."""
    engine = "pdflatex" if code == "en" else "xelatex"
    find = shutil.which("kpsewhich")
    if not shutil.which(engine) or not find:
        return ""
    needs = ["booktabs.sty", "longtable.sty"]
    needs += ["beamer.cls", "pgfmath.sty", "pzdr.tfm"] if kind == "beamer" else []
    needs += [f"ctex{kind}.cls"] if code == "zh" else []
    known = [subprocess.run([find, name], capture_output=True).returncode == 0 for name in needs]
    return engine if all(known) else ""


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_latex_compiles(
    report: Report, code: str, long: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = can_compile(code)
    if not engine:
        pytest.skip(f"no LaTeX for {code} here; its structure is tested above")
    monkeypatch.setattr(table_files, "LONG_TABLE", 3 if long else 99)
    (tmp_path / "t.tex").write_text(
        table_files.latex_text(report, Language(code)), encoding="utf-8"
    )
    done = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", "t.tex"],
        cwd=tmp_path, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-1500:]
    assert "Overfull" not in done.stdout


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_slide_compiles(report: Report, code: str, tmp_path: Path) -> None:
    engine = can_compile(code, "beamer")
    if not engine:
        pytest.skip(f"no LaTeX for {code} slides here; their structure is tested above")
    (tmp_path / "t.tex").write_text(
        table_files.slide_text(report, Language(code)), encoding="utf-8"
    )
    done = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", "t.tex"],
        cwd=tmp_path, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-1500:]
    assert "Overfull" not in done.stdout


def test_a_model_off_the_shelf_exports_without_an_address(
    bare_report: Report, en: Language
) -> None:
    tex, md = table_files.latex_text(bare_report, en), table_files.markdown_text(bare_report, en)
    structure(tex)
    assert "https://" not in tex + md
    assert r"\label{tab:model-layers}" in tex


def test_the_same_report_gives_the_same_bytes(report: Report, t: Language) -> None:
    assert table_files.latex_text(report, t) == table_files.latex_text(report, t)
    assert "2026-01-02" not in table_files.latex_text(report, t) + table_files.markdown_text(
        report, t
    )
