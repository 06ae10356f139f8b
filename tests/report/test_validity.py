"""A report that somebody else wrote is valid in itself, or refused with what is wrong with it."""

import codecs
import os
import re
from dataclasses import replace

import msgspec
import pytest

from archreport.errors import ReportInvalid
from archreport.report.arithmetic import Arithmetic
from archreport.report.report_file import controls_shown, from_json, load, save, to_json
from archreport.report.validity import LARGEST, invalidities
from tests.hand_made import make_report


def with_row(report, place, **changes):
    rows = list(report.rows)
    rows[place] = replace(rows[place], **changes)
    return replace(report, rows=tuple(rows))


REPORT = make_report()
CONV = next(i for i, row in enumerate(REPORT.rows) if "params" in row.sums)


def sums(formula, **values):
    return {"macs": Arithmetic(formula, values, REPORT.rows[CONV].macs)}


#: What somebody changed, and what is said of it.
FAULTS = {
    "twice": (with_row(REPORT, 1, id=REPORT.rows[0].id), "is used twice"),
    "spaces": (with_row(REPORT, -1, id="a b"), "cannot be the id"),
    "markup": (with_row(REPORT, -1, id="<b>"), "cannot be the id"),
    "dangling": (with_row(REPORT, -1, inputs=("nope",)), "reads nope"),
    "circular": (with_row(REPORT, 1, inputs=(REPORT.rows[-1].id,)), "no earlier row"),
    "negative": (with_row(REPORT, CONV, saved_bytes=-1), "saved_bytes is -1"),
    "huge": (with_row(REPORT, CONV, saved_bytes=LARGEST + 1), "saved_bytes is"),
    "parameters": (with_row(REPORT, CONV, param_count=7), "the row says 7"),
    "shape": (with_row(REPORT, CONV, out_shapes=((1, -1),)), "has the shape"),
    "extents": (with_row(REPORT, CONV, out_shapes=((1,) * 65,)), "has the shape"),
    "wrong sum": (with_row(REPORT, CONV, sums=sums("a*a", a=3)), "gives 9"),
    "unknown name": (with_row(REPORT, CONV, sums=sums("a*b", a=3)), "cannot be evaluated"),
    "by zero": (with_row(REPORT, CONV, sums=sums("a/(a-a)", a=3)), "cannot be evaluated"),
    "code": (with_row(REPORT, CONV, sums=sums("exit()")), "cannot be evaluated"),
    "power": (with_row(REPORT, CONV, sums=sums("9**9**9")), "cannot be evaluated"),
    "no column": (
        with_row(REPORT, CONV, sums={"f=eld": Arithmetic("1", {}, 1)}),
        "the sum of f=eld cannot",
    ),
    "no sum": (with_row(REPORT, CONV, sums=sums("1 +")), "cannot be evaluated"),
    "brackets": (with_row(REPORT, CONV, sums=sums("(" * 900 + ")" * 900)), "cannot be evaluated"),
    "long": (with_row(REPORT, CONV, sums=sums("1+" * 9999 + "1")), "cannot be evaluated"),
    "outputs": (replace(REPORT, outputs=("nope",)), "names nope"),
    "stage": (with_row(REPORT, CONV, stage="nope"), "names nope"),
    "total": (replace(REPORT, totals=replace(REPORT.totals, macs=1)), "The total of macs is 1"),
    "digits": (
        replace(REPORT, totals=replace(REPORT.totals, params=10**400)),
        "The total of params is 10^400, which it cannot be",
    ),
    "a power": (with_row(REPORT, CONV, sums=sums("9**99")), "cannot be evaluated"),
    "peak": (replace(REPORT, totals=replace(REPORT.totals, buffers=-1)), "buffers is -1"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found_and_named(what, tmp_path):
    report, said = FAULTS[what]
    assert invalidities(REPORT) == []
    save(report, tmp_path / "report.json")
    with pytest.raises(ReportInvalid, match=re.escape(said)) as caught:
        load(tmp_path / "report.json")
    assert len(caught.value.message) < 400
    assert str(tmp_path) in caught.value.message


def test_further_faults_are_counted():
    report = with_row(with_row(REPORT, CONV, saved_bytes=-1), -1, saved_bytes=-1)
    with pytest.raises(ReportInvalid, match=r"\(1 more such fault"):
        from_json(to_json(report))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no archreport report"),
        (b"{}", "no archreport report"),
        (b"\xff\xfe", "no archreport report"),
        (b'{"schema": "\xe9"}', "no archreport report"),
        (b"[" * 100_000, "nested too deep|no archreport report"),
        (b'{"schema":' * 100_000, "nested too deep|no archreport report"),
        (b'{"schema": 1e999}', "no archreport report"),
        (b'{"schema": ' + b"9" * 5000 + b"}", "no archreport report|schema"),
    ],
)
def test_what_is_no_report(data, said):
    with pytest.raises(ReportInvalid, match=said):
        from_json(data)


def test_no_file_and_a_folder_and_a_pipe(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(ReportInvalid, match="Cannot read"):
            load(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
        with pytest.raises(ReportInvalid, match="no plain file"):
            load(tmp_path / "pipe.json")


@pytest.mark.parametrize(
    "text",
    ["\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "a\x08b", "\x7f", "\u202eright to left", "\x00"],
)
@pytest.mark.parametrize("escaped", [True, False])
def test_what_steers_a_terminal_is_shown(text, escaped):
    report = replace(REPORT, identity=replace(REPORT.identity, title=f"{text} 中文\n\t\\u001b"))
    data = to_json(report)
    if escaped:
        data = data.decode().encode("ascii", "json_escaped")
    title = from_json(data).identity.title
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", title)
    assert title.endswith(" 中文\n\t\\u001b")


def _json_escaped(error):
    return "".join(f"\\u{ord(c):04x}" for c in error.object[error.start : error.end]), error.end


codecs.register_error("json_escaped", _json_escaped)


def test_plain_reports_are_not_changed():
    data = to_json(REPORT)
    assert controls_shown(data) == data
    assert controls_shown(msgspec.json.encode("a\n\t\\u001b\\\\ 中文")) == msgspec.json.encode(
        "a\n\t\\u001b\\\\ 中文"
    )
