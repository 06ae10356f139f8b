"""Two builds on different numbers of threads agree in every byte but the times."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archreport.freshness.kept_folder import RECORD
from archreport.report.report_file import load
from archreport.report.timings import TIMINGS
from archreport.site.page_folders import write_pages
from archreport.site.reports import Built
from tests.paths import ROOT

#: One with 1×1 convolutions, which PyTorch computes otherwise where there is one thread, and one
#: with several stages of one kind; small pictures would hide what differs in large maps.
KEYS = ("googlenet", "resnet18")
THREADS = (1, 2)

_BUILD = f"""
import sys; from pathlib import Path
from archreport.site.reports import BuildOptions, build_reports
build_reports({KEYS!r}, Path(sys.argv[1]), BuildOptions(device="cpu"))
"""


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folders = []
    for threads in THREADS:
        folder = tmp_path_factory.mktemp(f"threads{threads}")
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        subprocess.run(
            [sys.executable, "-c", _BUILD, folder / "reports"],
            cwd=ROOT, env=environment, check=True,
        )  # fmt: skip
        folders.append(folder)
    return folders


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def pages(build: Path, out: Path) -> dict[str, bytes]:
    folders = [build / "reports" / key for key in KEYS]
    write_pages([Built(load(one / "report.json"), one, fresh=True) for one in folders], out)
    return contents(out)


def test_reports_and_pictures(builds: list[Path]) -> None:
    one, other = (contents(build / "reports") for build in builds)
    assert {path.partition("/")[2] for path in one} > {"report.json", "manifest.json", TIMINGS}
    assert sum("/maps/" in path for path in one) > 10
    differing = {
        path
        for path in one | other
        if one.get(path) != other.get(path) and not path.endswith(RECORD)  # hashes of the pages
    }
    assert differing == {f"{key}/{TIMINGS}" for key in KEYS}
    threads = [load(build / "reports" / KEYS[0] / "report.json").run for build in builds]
    assert [run.timings.threads for run in threads if run and run.timings] == list(THREADS)


def test_pages_and_downloads(builds: list[Path], tmp_path: Path) -> None:
    one, other = (pages(build, tmp_path / build.name) for build in builds)
    differing = {
        path
        for path in one | other
        if one.get(path) != other.get(path) and not path.endswith(RECORD)  # hashes of the pages
    }
    assert differing == {
        f"{language}/{key}/index.html" for language in ("en", "zh") for key in KEYS
    }
    for path in differing:  # by their times alone
        without = [
            re.sub(r'<details class="fold whole" id="times">.*?</details>', "", page, flags=re.S)
            for page in (one[path].decode(), other[path].decode())
        ]
        assert without[0] == without[1], path


def test_pages_are_all_the_same_with_the_same_times(builds: list[Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(builds[1] / "reports", copy / "reports")
    for key in KEYS:
        shutil.copy(builds[0] / "reports" / key / TIMINGS, copy / "reports" / key / TIMINGS)
    assert pages(builds[0], tmp_path / "one") == pages(copy, tmp_path / "other")
