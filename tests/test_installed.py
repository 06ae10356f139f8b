"""What a stranger does who has nothing but the wheel, or the source distribution, and no clone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from archreport.render.page_file.links import dead_links
from tests import GIVEN, packaged
from tests.once import made_once
from tests.paths import ROOT

pytestmark = pytest.mark.installed

NET = """
from torch import nn

class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 5))
"""


@pytest.fixture(scope="session")
def wheel(shared: Path) -> Path:
    folder = made_once(shared / "wheel", lambda place: packaged.built("wheel", place))
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="session")
def programs(shared: Path, wheel: Path) -> Path:
    folder = made_once(shared / "installed", lambda place: packaged.environment(wheel, place))
    return folder / "bin"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder with nothing but a network in it."""
    (tmp_path / "mynet.py").write_text(NET)
    return tmp_path


def run(programs: Path, folder: Path, *arguments: str) -> str:
    """What the installed command prints."""
    clean = {key: value for key, value in GIVEN.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [programs / "archreport", *arguments],
        cwd=folder, env={**clean, "ARCHREPORT_LANG": "en", "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_the_installed_package_that_runs(programs: Path, empty: Path) -> None:
    code = "import archreport, sys; print(archreport.__file__); import importlib.util as u;" \
        "print(u.find_spec('mkdocs'), u.find_spec('lxml'))"  # fmt: skip
    done = subprocess.run(
        [programs / "python", "-c", code], cwd=empty, capture_output=True, text=True, check=True
    )
    place, extras = done.stdout.splitlines()
    assert str(ROOT) not in place and "site-packages" in place
    assert extras == "None None"  # what only the site asks for


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list",), "vgg16"),
        (("show", "alexnet"), "conv1"),
        (("show", "alexnet#conv1"), "receptive field"),
        (("compare", "alexnet", "zfnet"), "ZFNet"),
        (("inspect", "mynet:Net", "--input", "1x3x8x8"), "linear"),
        (("cite", "alexnet#conv1", "--format", "bibtex"), "@misc"),
        (("--version",), "archreport 0"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_it_prints_what_the_readme_says(programs, empty, arguments, says) -> None:
    assert says in run(programs, empty, *arguments)


def test_it_writes_pages_that_a_browser_opens(programs: Path, empty: Path) -> None:
    run(programs, empty, "page", "alexnet", "--out", "alexnet.html")
    run(programs, empty, "page", "mynet.py:Net", "--input", "1x3x8x8", "--out", "net.html")
    for name in ("alexnet.html", "net.html"):
        page = (empty / name).read_text("utf-8")
        assert page.startswith("<!DOCTYPE html>") and "<script" not in page
        assert dead_links(page) == []


def test_it_runs_a_network_and_writes_its_pages(programs: Path, empty: Path) -> None:
    """`archreport build` outside of a clone, with a picture and without learned weights."""
    run(programs, empty, "build", "alexnet", "--passes", "1", "--device", "cpu")
    for language in ("en", "zh"):
        folder = empty / "build" / "pages" / language / "alexnet"
        page = (folder / "index.html").read_text("utf-8")
        assert dead_links(page, lambda name, folder=folder: (folder / name).is_file()) == []
        assert list((folder / "maps").iterdir())


def test_licences_and_credits_are_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        credited = json.loads(archive.read("archreport/course/album/files/credits.json"))
    for name in ("LICENSE", "LICENSE-docs", "archreport/running/photos/CREDITS.md"):
        assert any(one.endswith(f".dist-info/licenses/{name}") for one in names), name
    pictures = {Path(one).name for one in names if "/album/files/" in one}
    assert pictures == {"credits.json", *(one["file"] for one in credited.values())}


def test_the_source_distribution_passes_its_tests(tmp_path: Path) -> None:
    """A sample of them, where there is no clone: what they read has come along."""
    folder = packaged.unpacked(packaged.built("sdist", tmp_path / "sdist"), tmp_path / "unpacked")
    for name in ("docs/en/index.md", "mkdocs.yml", "constraints.txt", "dev.py", "overrides"):
        assert (folder / name).exists(), name
    chosen = ("tests/report", "tests/test_docs.py", "tests/test_package_data.py",
              "tests/test_project_files.py", "tests/render/drawing/ribbon")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen],
        cwd=folder, env={**GIVEN, "PYTHONPATH": str(folder)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
