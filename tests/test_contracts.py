"""The contracts of ``pyproject.toml`` are kept, and each is broken by one import turned round."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import PACKAGE, ROOT

PROGRAMS = Path(sys.executable).parent


def run(program, *arguments, cwd):
    return subprocess.run(
        [PROGRAMS / program, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path):
    """The sources and their contracts, to be changed."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        PACKAGE, tmp_path / "archreport", ignore=lambda folder, names: _no_source(folder, names)
    )
    return tmp_path


def _no_source(folder, names):
    return [n for n in names if not n.endswith(".py") and not (Path(folder) / n).is_dir()]


def turn_round(folder, module, statement):
    source = folder / "archreport" / module
    source.write_text(f"{source.read_text(encoding='utf-8')}\n{statement}\n", encoding="utf-8")


def broken(folder):
    done = run("lint-imports", "--no-cache", "--no-logo", cwd=folder)
    return done.returncode, [
        line.removesuffix(" BROKEN").partition(" BROKEN")[0]
        for line in done.stdout.splitlines()
        if " BROKEN" in line
    ]


FLOW = "Data moves one way"
COURSE = "Inside the course: lessons and laboratories over the kit that notebooks import"
NO_RUNNING = "Right of the Report nothing runs a network"
NO_TORCH = "The site is built without torch where nothing has to be run"


def test_all_contracts_are_kept():
    assert broken(ROOT) == (0, [])


@pytest.mark.parametrize(
    ("module", "statement", "contracts"),
    [
        ("report/model.py", "from archreport.reading.graph import main_path", [FLOW]),
        ("reading/graph.py", "import archreport.render.template", [FLOW]),
        ("analysis/rows.py", "from archreport.running.device import device_name", [FLOW]),
        ("files/atomic.py", "import archreport.freshness", [FLOW]),
        ("course/kit/nets.py", "import archreport.course.labs.names", [COURSE]),
        ("render/template.py", "def later():\n    import torch", [NO_RUNNING]),
        ("reading/layers.py", "import archreport.models.vgg", [NO_RUNNING]),
        ("audit/verdict.py", "def later():\n    import torch", [NO_RUNNING]),
        ("course/lessons/sums.py", "import archreport.course.kit.nets", [NO_RUNNING, NO_TORCH]),
        ("site/build_site.py", "import archreport.analysis.analyze", [NO_TORCH]),
    ],
)
def test_one_import_turned_round_is_refused(copy, module, statement, contracts):
    turn_round(copy, module, statement)
    status, named = broken(copy)
    assert status == 1
    assert set(contracts) <= set(named)


def test_every_room_has_its_place_in_the_flow(copy):
    (copy / "archreport" / "attic").mkdir()
    (copy / "archreport" / "attic" / "__init__.py").write_text("")
    done = run("lint-imports", "--no-cache", "--no-logo", cwd=copy)
    assert done.returncode == 1
    assert "attic" in done.stdout


def test_an_import_that_is_not_declared_is_refused(copy):
    assert run("deptry", "--no-ansi", "archreport", "--ignore", "DEP002", cwd=copy).returncode == 0
    turn_round(copy, "render/template.py", "import tornado")
    done = run("deptry", "--no-ansi", "archreport", "--ignore", "DEP002", cwd=copy)
    assert done.returncode == 1
    assert "'tornado' imported" in done.stdout + done.stderr
