"""``archreport inspect``: any model from the shell."""

import json
import sys

import pytest
import torch

from archreport.cli import main

FILE = """
import torch
from torch import nn

class Net(nn.Sequential):
    def __init__(self, width=8):
        super().__init__(nn.Conv2d(3, width, 3), nn.Flatten(), nn.Linear(36 * width, 5))

class Loud(Net):
    def __init__(self):
        print("made")
        super().__init__()
    def forward(self, x):
        print("called")
        return super().forward(x)

class Exits(Net):
    def forward(self, x):
        raise SystemExit(0)

def nested():
    network = nn.ReLU()
    for _ in range(1500):
        network = nn.Sequential(network)
    return network

class Tokens(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Embedding(100, 16), nn.Linear(16, 4))

class Rates(Net):
    def __init__(self):
        super().__init__()
        self.rates = [r.item() for r in torch.linspace(0, .1, 4)]

class Reads(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(8, 8)
    def forward(self, x, scale=1, mask=None, size=None):
        y = self.l(x) * scale
        if size is not None:
            y = y.reshape(size)
        return y if y.sum().item() < 1e9 else -y

class Fourier(nn.Module):
    def forward(self, x):
        return torch.fft.rfft(x)

class Deep(nn.Module):
    def __init__(self, layers=250):
        super().__init__()
        self.stem = nn.Linear(8, 8)
        pairs = [nn.Sequential(nn.Linear(8, 8), nn.ReLU()) for _ in range(layers)]
        self.blocks = nn.Sequential(*pairs)
    def forward(self, x):
        return self.blocks(self.stem(x))

class Hidden(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(8, 8)]
    def forward(self, x):
        return self.layers[0](x)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "nets_to_inspect.py").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("NO_COLOR", "1")
    yield tmp_path
    sys.modules.pop("nets_to_inspect", None)


def run(capsys, name, *arguments):
    """Exit code, standard output and standard error of ``inspect`` for a network of the file."""
    return run_target(capsys, f"nets_to_inspect.py:{name}", *arguments)


def run_target(capsys, target, *arguments):
    code = 0
    try:
        main(["inspect", target, *arguments])
    except SystemExit as stop:
        code = stop.code or 0
    return code, *capsys.readouterr()


def totals(capsys, name, *arguments):
    code, out, err = run(capsys, name, *arguments, "--format", "json")
    assert code == 0, err
    report = json.loads(out)
    return report["totals"]["params"], report["totals"]["macs"]


PICTURE = ("--input", "1x3x8x8")


def test_the_shell_and_the_totals_agree(capsys):
    assert totals(capsys, "Net", *PICTURE) == (224 + 1_445, 36 * 27 * 8 + 1_440)


def test_arguments_of_the_constructor(capsys):
    assert totals(capsys, "Net", *PICTURE, "--build", "width=2") == (56 + 365, 36 * 27 * 2 + 360)


def test_what_the_model_prints_does_not_mix_with_the_report(capsys):
    code, out, err = run(capsys, "Loud", *PICTURE, "--format", "json")
    assert code == 0
    assert json.loads(out)["totals"]["params"] == 1_669
    assert "made" in err
    assert "called" in err


def test_a_model_that_ends_the_process_does_not_end_the_command(capsys):
    code, _, err = run(capsys, "Exits", *PICTURE)
    assert code == 1
    assert "Exits could not take an input of 1 × 3 × 8 × 8: SystemExit: 0" in err


def test_modules_nested_deeper_than_python_goes(capsys):
    code, _, err = run(capsys, "nested", *PICTURE)
    assert code == 1
    assert "nested too deep" in err
    assert "Traceback" not in err


def test_an_input_that_would_fill_the_memory_is_refused(capsys):
    code, _, err = run(capsys, "Reads", "--input", "1000000000x8000x8")
    assert code == 2
    assert "its input would take 238,418.6 of the " in err


@pytest.mark.parametrize("text", ["2x7", "2x7:int64", "2x7:int64<100", "input=2x7:int32"])
def test_tokens(capsys, text):
    assert totals(capsys, "Tokens", "--input", text) == (1_668, 14 * 64)


def test_a_constructor_that_reads_values(capsys):
    assert totals(capsys, "Rates", *PICTURE) == (1_669, 9_216)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--input", "4x8"],
        ["--input", "x=4x8", "--input", "scale=2.5", "--input", "mask=null"],
        ["--input", "4x8", "--input", "2", "--input", "null"],
        ["--input", "4x8", "--input", "size={plain: [2, 16]}"],
    ],
)
def test_a_pass_that_reads_values_and_takes_others(capsys, arguments):
    assert totals(capsys, "Reads", *arguments) == (72, 4 * 64)


def test_a_call_in_a_file(capsys, folder):
    (folder / "call.yaml").write_text("args: [4x8]\nkwargs: {scale: 2, size: {plain: [2, 16]}}")
    assert totals(capsys, "Reads", "--call", "call.yaml") == (72, 4 * 64)


@pytest.mark.parametrize("arguments", [[], [*PICTURE, "--call", "nets_to_inspect.py"]])
def test_the_call_is_given_once(capsys, arguments):
    code, _, err = run(capsys, "Net", *arguments)
    assert code == 2
    assert "--call" in err
    assert "Traceback" not in err


def test_a_state_dict(capsys, folder):
    weights = {"l.weight": torch.ones(8, 8), "l.bias": torch.zeros(8)}
    torch.save(weights, folder / "weights.pt")
    assert totals(capsys, "Reads", "--input", "4x8", "--weights", "weights.pt") == (72, 256)
    del weights["l.bias"]
    torch.save(weights, folder / "weights.pt")
    code, _, err = run(capsys, "Reads", "--input", "4x8", "--weights", "weights.pt")
    assert code == 2
    assert "l.bias" in err


@pytest.mark.parametrize(
    ("name", "shape", "code", "says"),
    [
        ("Net", "1x3x8x8", 0, ""),
        ("Reads", "1x8", 0, ""),  # depends on values, which is no fault
        ("Fourier", "1x8", 1, "aten._fft_r2c"),
        ("Hidden", "1x8", 1, "72"),
    ],
)
def test_strict_ends_with_1_where_a_number_may_be_wrong(capsys, name, shape, code, says):
    found, out, err = run(capsys, name, "--input", shape, "--strict")
    assert found == code
    assert says in err
    assert out
    assert run(capsys, name, "--input", shape)[0] == 0


def test_a_remark_is_in_the_table(capsys):
    _, out, _ = run(capsys, "Hidden", "--input", "1x8")
    assert "72 values of parameters" in " ".join(out.split())


def test_a_shape_that_does_not_fit_names_the_layer(capsys):
    code, _, err = run(capsys, "Net", "--input", "1x4x8x8")
    assert code == 1
    assert "1 × 4 × 8 × 8" in err
    assert "Traceback" not in err


def test_a_long_table_is_folded_until_every_row_is_asked_for(capsys):
    code, out, err = run(capsys, "Deep", "--input", "1x8")
    assert code == 0, err
    assert "× 249 more" in out
    assert "--all" in out
    assert len(out.splitlines()) < 30
    code, out, err = run(capsys, "Deep", "--input", "1x8", "--all")
    assert code == 0, err
    assert "more" not in out
    assert len([line for line in out.splitlines() if "linear 8 → 8" in line]) == 251


def test_lines_by_module(capsys, folder):
    code, out, err = run(capsys, "Deep", "--input", "1x8", "--depth", "1", "--html", "deep.html")
    assert code == 0, err
    assert "Sequential, 500 rows" in out
    assert "18,072" in out, "the total"
    assert "Sequential, 500 rows" in (folder / "deep.html").read_text(encoding="utf-8")
    code, out, err = run(capsys, "Deep", "--input", "1x8", "--depth", "2", "--lang", "zh")
    assert code == 0, err
    assert "另 249 份" in out
    code, out, err = run(capsys, "Deep", "--input", "1x8", "--depth", "2", "--all")
    assert out.count("Sequential, 2 rows") == 250


def test_modules_have_lines_in_other_forms_too(capsys):
    code, out, _ = run(capsys, "Deep", "--input", "1x8", "--depth", "1", "--format", "csv")
    assert code == 0
    assert [line.split(",")[0] for line in out.splitlines()] == ["row", "input", "stem", "blocks"]


def test_a_depth_is_for_a_table_of_several_rows(capsys):
    code, out, err = run(capsys, "Deep", "--input", "1x8", "--depth", "1", "--row", "stem")
    assert (code, out) == (2, "")
    assert "There is one row, so there is nothing to choose" in err


@pytest.mark.parametrize("depth", ["0", "-1", "all"])
def test_a_depth_is_a_number_from_one_on(capsys, depth):
    code, _, err = run(capsys, "Deep", "--input", "1x8", "--depth", depth)
    assert code == 2
    assert "--depth" in err


def test_files_have_every_row(capsys):
    code, out, err = run(capsys, "Deep", "--input", "1x8", "--format", "csv")
    assert code == 0, err
    assert len(out.splitlines()) == 503


@pytest.mark.parametrize("name", ["random", "copy", "inspect", "archreport"])
def test_a_file_may_have_the_name_of_a_module(capsys, folder, name):
    (folder / f"{name}.py").write_text(
        "from torch import nn\nclass Net(nn.Sequential):\n"
        "    def __init__(self): super().__init__(nn.Linear(4, 3))\n"
    )
    code, out, _ = run_target(capsys, f"{name}.py:Net", "--input", "2x4")
    assert code == 0
    assert "24" in out


def test_a_file_of_a_package_is_named_by_its_package(capsys, folder):
    package = folder / "pkg"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "parts.py").write_text("N = 3\n")
    (package / "net.py").write_text("from .parts import N\n")
    code, _, err = run_target(capsys, "pkg/net.py:Net", "--input", "2x4")
    assert code == 2
    assert "pkg.net:NAME" in err
