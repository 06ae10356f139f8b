"""Options and fixtures of the whole suite."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from archreport.audit import Finding, audit
from archreport.catalog.networks import CATALOG
from archreport.cli import main
from archreport.language.choice import VARIABLE, choose
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests import GIVEN
from tests.hand_made import make_bare_report, make_report
from tests.once import made_once
from tests.parsed import Parsed, parse_html
from tests.paths import ROOT
from tests.shelf import report_of
from tests.tiny_site import MODELS, TinyLab, run_tiny_lab, write_project


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden tables anew, then compare"
    )


@pytest.fixture(autouse=True)
def speaks_english(monkeypatch):
    """Whatever the locale of the machine is, and whatever a test has chosen."""
    monkeypatch.setenv(VARIABLE, "en")
    yield
    choose(None)


@pytest.fixture(autouse=True)
def not_published(monkeypatch):
    """Wherever the site of this machine is published, and its code and release."""
    for setting in ("SITE_URL", "REPOSITORY", "DOI"):
        monkeypatch.delenv(f"ARCHREPORT_{setting}", raising=False)


@pytest.fixture
def published(not_published, monkeypatch):
    """The address at which the site is published."""
    address = "https://archreport.example"
    monkeypatch.setenv("ARCHREPORT_SITE_URL", address)
    return address


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all processes that run tests beside each other."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def whole_site(shared: Path) -> Path:
    """The whole site, built from this checkout by the command; what is fresh in build/ is used."""

    def make(site: Path) -> None:
        command = [sys.executable, "-m", "archreport", "site", "--site", str(site)]
        built = subprocess.run(
            command,
            cwd=ROOT,
            env=GIVEN,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert built.returncode == 0, built.stdout

    return made_once(shared / "site", make)


@pytest.fixture(scope="session")
def tiny_lab(shared: Path) -> TinyLab:
    """The tiny laboratory, run once."""
    made_once(
        shared / "lab",
        lambda folder: (shared / "lab.pickle").write_bytes(pickle.dumps(run_tiny_lab(folder))),
    )
    lab: TinyLab = pickle.loads((shared / "lab.pickle").read_bytes())
    return lab


@pytest.fixture(scope="session")
def tiny_project(shared: Path, tiny_lab: TinyLab) -> Path:
    """The project of `tests.tiny_site`, with the laboratory's run in its folder ``build``.

    Its site is built by the command.
    """

    def make(folder: Path) -> None:
        folder.mkdir()
        write_project(folder)
        (folder / "build").mkdir()
        (folder / "build" / "labs").symlink_to(tiny_lab.folder / "out")
        folders = ("--root", folder, "--out", folder / "build", "--site", folder / "site")
        main(["site", *MODELS, *map(str, folders), "--passes", "1"])

    return made_once(shared / "project", make)


@pytest.fixture(scope="session")
def tiny_site(tiny_project: Path) -> Path:
    """The site of `tests.tiny_site`."""
    return tiny_project / "site"


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Path:
    """The whole site for a test that is marked so, the tiny one for all others."""
    whole = request.node.get_closest_marker("whole_site")
    built: Path = request.getfixturevalue("whole_site" if whole else "tiny_site")
    return built


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves a folder until the tests end; returns its address, with a slash at the end."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def served(folder: Path) -> str:
            handler = functools.partial(_QuietHandler, directory=str(folder))
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            stack.enter_context(server)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/"

        yield served


@pytest.fixture(scope="session")
def shelf() -> dict[str, Report]:
    """Every network's Report by its key, from shapes alone."""
    return {key: report_of(key) for key in CATALOG}


@pytest.fixture(scope="session")
def findings(shelf: dict[str, Report]) -> Sequence[Finding]:
    """The audit of every published figure."""
    return audit(shelf)


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def bare_report() -> Report:
    return make_bare_report()


@pytest.fixture(params=["full", "bare"])
def any_report(request: pytest.FixtureRequest) -> Report:
    return make_report() if request.param == "full" else make_bare_report()


@pytest.fixture
def en() -> Language:
    return Language("en")


@pytest.fixture
def zh() -> Language:
    return Language("zh")


@pytest.fixture(params=["en", "zh"])
def t(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture
def parsed() -> Callable[[str], Parsed]:
    return parse_html
