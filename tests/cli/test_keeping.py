"""``why`` and ``clean``: what is kept, why it is stale, and what nobody needs."""

import json
import signal
import subprocess
import sys

import pytest

from archreport.catalog.networks import CATALOG
from archreport.cli import main, verbosity
from archreport.freshness.kept_folder import RECORD, kept_folder
from archreport.report.timings import TIMINGS
from archreport.site.reports import DEFAULTS, report_dependencies
from archreport.site.units import units_dependencies
from tests.paths import ROOT


@pytest.fixture(autouse=True)
def usual_amount(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr("archreport.site.kept.read_timings", lambda path: None)
    yield
    verbosity.choose("usual")


def run(capsys, *words):
    code = 0
    try:
        main(list(map(str, words)))
    except SystemExit as stop:
        code = stop.code or 0
    out, err = capsys.readouterr()
    return code, out, err


def keep(out, key, parts=None, text="report"):
    """A kept report of network ``key``, made from ``parts`` instead of what it depends on."""
    depends_on = parts or report_dependencies(CATALOG[key], DEFAULTS)
    with kept_folder(out / "reports" / key, depends_on) as new:
        (new / "report.json").write_text(text)
        (new / TIMINGS).write_text("{}")
    return out / "reports" / key


def test_a_fresh_report_is_said_to_be_fresh(capsys, tmp_path):
    folder = keep(tmp_path, "alexnet")
    code, out, _ = run(capsys, "why", "alexnet", "--out", tmp_path)
    assert (code, out) == (0, f"The report of alexnet is fresh → {folder}\n")


def test_each_change_is_named_with_what_it_was_and_is(capsys, tmp_path):
    parts = dict(report_dependencies(CATALOG["alexnet"], DEFAULTS))
    parts["library torch"] = "1.0"
    parts["archreport/models/alexnet.py"] = "0123456789abcdef"
    parts["archreport/old.yaml"] = "fedcba9876543210"
    del parts["setting seed"]
    keep(tmp_path, "alexnet", parts)
    _, out, _ = run(capsys, "why", "alexnet", "--out", tmp_path)
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0].startswith("The report of alexnet is stale")
    assert lines[1] == "setting seed is new None"
    assert lines[2].startswith("library torch changed 1.0 → 2.")
    assert lines[3] == "archreport/old.yaml is gone fedcba98"
    assert lines[4].startswith("archreport/models/alexnet.py changed 01234567 → ")
    assert lines[5] == "make it again: archreport build alexnet"
    _, out, _ = run(capsys, "why", "alexnet", "--out", tmp_path, "--json")
    (result,) = json.loads(out)["results"]
    assert (result["fresh"], result["page"], result["damage"]) == (False, "models/alexnet/", [])
    assert {one["part"]: one["kind"] for one in result["changes"]} == {
        "setting seed": "setting", "library torch": "library", "archreport/old.yaml": "data",
        "archreport/models/alexnet.py": "source",
    }  # fmt: skip


def test_an_option_of_the_build_is_a_change(capsys, tmp_path):
    keep(tmp_path, "alexnet")
    _, out, _ = run(capsys, "why", "alexnet", "--out", tmp_path, "--seed", "7")
    assert "setting seed" in out and "None → 7" in out


def test_damage_is_named(capsys, tmp_path):
    folder = keep(tmp_path, "alexnet")
    (folder / "report.json").write_text("edited")
    assert "report.json is damaged" in run(capsys, "why", "alexnet", "--out", tmp_path)[1]
    assert "report.json 已损坏" in run(
        capsys, "why", "alexnet", "--out", tmp_path, "--lang", "zh"
    )[1]  # fmt: skip
    assert "there was no earlier result" in run(capsys, "why", "vgg11", "--out", tmp_path)[1]


def test_many_changes_are_cut_short_unless_all_are_asked_for(capsys, tmp_path):
    parts = {f"archreport/gone{n}.py": "0" * 64 for n in range(30)}
    keep(tmp_path, "alexnet", parts)
    _, out, _ = run(capsys, "why", "alexnet", "--out", tmp_path)
    assert "more (--verbose)" in out and len(out.splitlines()) < 20
    _, out, _ = run(capsys, "why", "alexnet", "--out", tmp_path, "--verbose")
    assert all(f"gone{n}.py" in out for n in range(30))


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("vgg16", ["report", "units"]),
        ("VGG16", ["report", "units"]),
        ("alexnet", ["report"]),
        ("models/alexnet", ["report"]),
        ("zh/models/alexnet/#conv1", ["report"]),
        ("https://name.example/en/models/vgg16/units/conv1_1/", ["units"]),
        ("01-counting", ["laboratory"]),
        ("labs/01-counting/", ["laboratory"]),
    ],
)
def test_a_network_a_laboratory_or_a_page(capsys, tmp_path, name, kinds):
    _, out, _ = run(capsys, "why", name, "--out", tmp_path, "--root", ROOT, "--json")
    assert [one["kind"] for one in json.loads(out)["results"]] == kinds


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("vgg61", "Did you mean vgg"),
        ("models/vgg61", "Did you mean vgg"),
        ("labs/01-count", "Did you mean 01-counting"),
        ("course/02-vgg/", "is written anew by every archreport site"),
    ],
)
def test_what_is_not_kept_is_refused(capsys, tmp_path, name, says):
    code, out, err = run(capsys, "why", name, "--out", tmp_path, "--root", ROOT)
    assert (code, out) == (2, "") and says in err


def test_without_a_name_everything_is_looked_at(capsys, tmp_path):
    _, out, _ = run(capsys, "why", "--out", tmp_path, "--root", tmp_path, "--json")
    assert [one["name"] for one in json.loads(out)["results"] if one["kind"] == "report"] == list(
        CATALOG
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from archreport.files import folder_atomically
with folder_atomically(Path(sys.argv[1])) as new:
    (new / "half").write_text("x" * 1000)
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


@pytest.fixture
def littered(tmp_path):
    """What a killed run left, a fresh report, an outdated one, and things of other people."""
    out = tmp_path / "build"
    keep(out, "alexnet")
    keep(out, "vgg11", {"archreport/gone.py": "0"})
    keep(out, "alexnet-owt", {**report_dependencies(CATALOG["alexnet-owt"], DEFAULTS),
                              "setting passes": "7"})  # fmt: skip
    with kept_folder(out / "units" / "vgg16", units_dependencies()) as new:
        (new / "a.webp").write_text("a")
    with kept_folder(out / "reports" / "no-such-network", {"Python": "3"}) as new:
        (new / "report.json").write_text("x")
    killed = subprocess.run([sys.executable, "-c", KILLED, out / "reports" / "vgg16"], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    (out / "reports" / "mine").mkdir()
    (out / "reports" / "mine" / "notes.txt").write_text("mine")
    (out / "reports" / ".archreport-notes").write_text("mine")
    (out / "reports" / "zfnet").symlink_to(out / "reports" / "vgg11")
    return out


def there(folder):
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() or path.is_symlink()
    )


def test_clean_lists_what_it_would_remove_and_removes_nothing(capsys, littered):
    before = there(littered)
    code, out, err = run(capsys, "clean", "--out", littered, "--root", ROOT,
                         "--site", littered.parent / "site")  # fmt: skip
    assert (code, err) == (0, "")
    assert there(littered) == before
    assert "vgg11" in out and "no-such-network" in out and "unfinished work" in out
    kept = ("/mine", "/alexnet", "/units", "/zfnet", ".archreport-notes")
    assert [name for name in kept if name in out] == []
    assert "archreport clean --yes does it." in out.splitlines()[-1]


def test_clean_removes_it_and_nothing_else(capsys, littered):
    words = ("clean", "--out", littered, "--root", ROOT, "--site", littered.parent / "site")
    _, out, _ = run(capsys, *words, "--json")
    listed = json.loads(out)
    assert listed["removed"] is False
    assert listed["bytes"] == sum(one["bytes"] for one in listed["leftovers"])
    code, out, _ = run(capsys, *words, "--yes", "--json")
    assert code == 0
    assert json.loads(out) == {**listed, "removed": True}
    left = there(littered)
    assert [name for name in left if "vgg11" in name or "no-such" in name] == []
    assert "reports/mine/notes.txt" in left and "reports/.archreport-notes" in left
    assert f"reports/alexnet/{RECORD}" in left and f"reports/alexnet-owt/{RECORD}" in left
    assert "units/vgg16/a.webp" in left and "reports/zfnet" in left
    assert [name for name in left if name.endswith((".lock", ".new"))] == []
    assert run(capsys, *words)[1] == "There is nothing to remove.\n"


def test_clean_leaves_a_run_alone_that_is_alive(capsys, tmp_path):
    from archreport.files import folder_atomically

    out = tmp_path / "build"
    with folder_atomically(out / "reports" / "vgg16") as new:
        (new / "half").write_text("x")
        run(capsys, "clean", "--out", out, "--root", tmp_path, "--yes",
            "--site", tmp_path / "site")  # fmt: skip
        assert (new / "half").exists()
    assert (out / "reports" / "vgg16" / "half").exists()


def test_clean_of_nothing_makes_nothing(capsys, tmp_path):
    out = tmp_path / "a" / "build"
    out.parent.mkdir()
    words = ("--out", out, "--root", tmp_path, "--site", tmp_path / "a" / "site")
    assert "nothing to remove" in run(capsys, "clean", "--yes", *words)[1]
    assert list(out.parent.iterdir()) == []
