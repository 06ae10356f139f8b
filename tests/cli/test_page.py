"""``archreport page``: one file or a folder, for any network; one sentence for what cannot be."""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image

import archreport
from archreport.cli import main
from archreport.render.page_file.links import dead_links

FILE = """
import torch
from torch import nn

class Net(nn.Sequential):
    def __init__(self, width=8):
        super().__init__(
            nn.Conv2d(3, width, 3, 2), nn.ReLU(), nn.Conv2d(width, 4, 3), nn.Flatten(),
            nn.Linear(4 * 25, 5),
        )

class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(6, 2, 1)
    def forward(self, x):
        return {"classes": self.head(self.body(x)).argmax(1)}

class Tokens(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Embedding(100, 16), nn.Linear(16, 4))
"""
NET = ("net_of_a_page.py:Net", "--input", "1x3x16x16")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder with a network in it."""
    (tmp_path / "net_of_a_page.py").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sys.modules.pop("net_of_a_page", None)


def run(capsys, *arguments):
    """Exit code, stdout and stderr."""
    code = 0
    try:
        main(["page", *map(str, arguments)])
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_an_own_model_as_one_file(here, capsys):
    code, _, err = run(capsys, *NET, "--build", "width=6", "--out", "net.html")
    assert code == 0 and "Wrote net.html" in err
    page = (here / "net.html").read_text("utf-8")
    assert dead_links(page) == []
    command = "archreport page net_of_a_page.py:Net --input 1x3x16x16 --build width=6"
    assert command in page
    assert str(here) not in page


def test_it_is_called_after_the_network_where_no_place_is_named(here, capsys):
    assert run(capsys, *NET)[0] == 0
    assert (here / "Net.html").is_file()


def test_a_network_of_the_course_and_a_report_file_in_either_language(here, capsys):
    assert run(capsys, "alexnet", "--out", "a.html", "--lang", "zh")[0] == 0
    page = (here / "a.html").read_text("utf-8")
    assert '<html lang="zh">' in page and "逐层表" in page
    main(["show", "alexnet", "--format", "json"])
    (here / "a.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(capsys, "a.json", "--out", "b.html", "--lang", "zh")[0] == 0
    assert (here / "b.html").read_text("utf-8") == page


def test_the_page_on_stdout(capsys):
    code, out, _ = run(capsys, *NET, "--out", "-")
    assert code == 0
    assert out.startswith("<!DOCTYPE html>") and out.rstrip().endswith("</html>")


def test_the_same_command_gives_the_same_bytes(here, capsys):
    for name in ("one", "other"):
        assert run(capsys, *NET, "--out", f"{name}.html")[0] == 0
    assert (here / "one.html").read_bytes() == (here / "other.html").read_bytes()


def test_a_folder_has_the_files_beside_and_is_replaced_whole(here, capsys):
    assert run(capsys, *NET, "--out", "net")[0] == 0
    names = {file.name for file in (here / "net").iterdir()}
    assert {"index.html", "Net.csv", "Net.json", "Net.svg", "Net.dot", "Net.tex"} <= names
    page = (here / "net" / "index.html").read_text("utf-8")
    assert dead_links(page, lambda name: (here / "net" / name).is_file()) == []
    (here / "net" / "of-another-run.csv").write_text("")
    assert run(capsys, *NET, "--out", "net")[0] == 0
    assert {file.name for file in (here / "net").iterdir()} == names


def test_a_pass_of_a_picture_shows_maps_statistics_and_times(here, capsys):
    Image.effect_noise((40, 30), 80).convert("RGB").save(here / "noise.png")
    made = {}
    exec(FILE, made)
    torch.manual_seed(1)
    torch.save(made["Net"]().state_dict(), here / "net.pt")
    code, _, err = run(
        capsys, *NET, "--run", "--image", "noise.png", "--weights", "net.pt", "--device", "cpu",
        "--out", "net.html",
    )  # fmt: skip
    assert code == 0, err
    page = (here / "net.html").read_text("utf-8")
    assert dead_links(page) == []
    assert len(re.findall(r'<img src="data:image/', page)) >= 3  # picture, maps, filters
    for name in ("m-input", "statistics", "times", "provenance"):
        assert f'id="{name}"' in page, name
    assert "weights from net.pt" in page and "noise" in page
    assert "--run --image noise.png --weights net.pt" in page


def test_without_weights_nothing_is_called_learned(here, capsys):
    code, _, err = run(capsys, *NET, "--run", "--seed", "3", "--device", "cpu", "--out", "n.html")
    assert code == 0, err
    page = (here / "n.html").read_text("utf-8")
    assert "No weights were given" in page and "(seed 3)" in page
    assert "nothing here has been learned" in page


def test_a_network_whose_output_is_no_real_number_can_be_run(here, capsys):
    code, _, err = run(
        capsys, "net_of_a_page.py:Heads", "--input", "1x3x16x16", "--run", "--device", "cpu",
        "--out", "h",
    )  # fmt: skip
    assert code == 0, err
    page = (here / "h" / "index.html").read_text("utf-8")
    assert list((here / "h" / "maps").iterdir())
    assert dead_links(page, lambda name: (here / "h" / name).is_file()) == []


def test_several_networks_are_set_side_by_side(here, capsys):
    code, _, err = run(capsys, *NET, "net_of_a_page.py:Heads", "alexnet", "--out", "all")
    assert code == 0, err
    names = {file.name for file in (here / "all").iterdir()}
    assert names == {"index.html", "Net.html", "Heads.html", "alexnet.html"}
    index = (here / "all" / "index.html").read_text("utf-8")
    assert dead_links(index, names.__contains__) == []
    for title in ("Net", "Heads", "AlexNet"):
        assert f">{title}</a>" in index
    assert 'id="numbers"' in index and 'id="align"' in index
    assert "<script" not in index


def test_pictures_are_read_beside_a_report_and_nowhere_else(here, capsys):
    """A report from a stranger may name any file."""
    assert run(capsys, *NET, "--run", "--device", "cpu", "--out", "net")[0] == 0
    report = archreport.load(here / "net" / "Net.json")
    assert report.run is not None
    assert run(capsys, "net/Net.json", "--out", "again.html")[0] == 0
    assert "data:image/" in (here / "again.html").read_text("utf-8")
    text = (here / "net" / "Net.json").read_text("utf-8")
    Image.effect_noise((30, 30), 90).save(here / "secret.webp")
    evil = text.replace(report.run.sheets[0].file, "../secret.webp")
    assert evil != text
    (here / "net" / "evil.json").write_text(evil, "utf-8")
    run(capsys, "net/evil.json", "--out", "evil.html")
    secret = base64.b64encode((here / "secret.webp").read_bytes()).decode()
    page = here / "evil.html"
    assert not page.exists() or secret not in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "No network is named"),
        (["net_of_a_page.py:Net"], "its input is not known"),
        (["alexnet", "alexnet", "--out", "x"], "alexnet"),
        (["alexnet", "--input", "1x3x16x16"], "has an input of its own"),
        ([*NET, "--image", "cat.jpg"], "--image cat.jpg"),
        ([*NET, "alexnet", "--out", "x.html"], "x.html"),
        ([*NET, "alexnet", "--out", "-"], "Several pages"),
        ([*NET, "--out", "page.txt"], "neither an HTML file nor a folder"),
        ([*NET, "--out", "taken"], "did not write"),
        ([*NET, "--out", "a-file"], "neither an HTML file nor a folder"),
        (["alexnet9", "--out", "x.html"], "alexnet9"),
        (["net_of_a_page.py", "--out", "x.html"], "net_of_a_page.py"),
        (["nothing.json", "--out", "x.html"], "nothing.json"),
        (["nothing.py:Net", "--input", "1x3", "--out", "x.html"], "nothing.py"),
        (["net_of_a_page.py:None", "--input", "1x3", "--out", "x.html"], "None"),
        ([*NET[:1], "--input", "1x3x4", "--out", "x.html"], "Net could not take an input"),
        (["net_of_a_page.py:Tokens", "--input", "2x7:int64", "--run", "--out", "x.html"],
         "no photograph can go through it"),
        ([*NET, "--run", "--image", "no.jpg", "--out", "x.html"], "no.jpg"),
        ([*NET, "--run", "--weights", "no.pt", "--out", "x.html"], "no.pt"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_writes_nothing(here, capsys, arguments, says):
    (here / "taken").mkdir()
    (here / "taken" / "thesis.tex").write_text("mine")
    (here / "a-file").write_text("mine")
    before = sorted(path.name for path in here.iterdir() if path.name != "__pycache__")
    code, out, err = run(capsys, *arguments)
    assert code in (1, 2) and out == ""
    assert says in err and "Traceback" not in err
    after = sorted(path.name for path in here.iterdir() if path.name != "__pycache__")
    assert after == before
    assert (here / "taken" / "thesis.tex").read_text() == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_said(capsys):
    code, _, err = run(capsys, *NET, "--out", "full.html")
    assert code == 0
    Path("page.html").symlink_to("/dev/full")
    code, _, err = run(capsys, *NET, "--out", "page.html")
    assert code == 1 and "No space left" in err and "Traceback" not in err


def test_a_place_that_cannot_be_written_is_said(here, capsys):
    (here / "file").write_text("")
    code, _, err = run(capsys, *NET, "--out", "file/page.html")
    assert code == 1 and "Traceback" not in err
