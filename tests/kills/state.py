"""What a run leaves in the project: files, hidden names, and whether what is there is whole."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from archreport.freshness.kept_folder import RECORD
from archreport.site.check.faults import check_site

#: SHA-256 of what is published, by its path in the project; "" where only that it is there counts.
State = Mapping[str, str]
_PUBLISHED = ("build", "site")


def state_of(project: Path) -> State:
    """Everything that has to be the same after each run."""
    files = (path for place in _PUBLISHED for path in (project / place).rglob("*"))
    return {
        name: "" if _says_when(name) else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
        and path.suffix != ".npz"  # what was found in pictures so far
        and not any(part.startswith(".archreport") for part in path.parts)
        for name in [path.relative_to(project).as_posix()]
    }


def _says_when(name: str) -> bool:
    """Whether a file says when something was made or how long it took, so that it differs from run
    to run: times, what laboratories say of their own run, and where that is searched."""
    parts = name.split("/")
    timed = "times" in parts or name.endswith(("timings.json", ".seconds.json"))
    kept_notebook = name.startswith("build/labs/") and name.endswith(".ipynb")
    return timed or "search" in parts or ("labs" in parts and not kept_notebook)


def hidden(project: Path) -> list[Path]:
    """What is being made, or was when a run was killed."""
    return [path for path in project.rglob(".archreport*") if path.exists()]


def make_laboratory_stale(project: Path) -> None:
    """Let the record of the laboratory's result say that it was made from other code."""
    record = project / "build/labs/01-tiny" / RECORD
    content = json.loads(record.read_bytes())
    content["depends_on"] = dict.fromkeys(content["depends_on"], "other")
    record.write_text(json.dumps(content), encoding="utf-8")


def part_of_something(project: Path, wanted: State) -> list[str]:
    """What is published and is neither the old nor the new one, whole."""
    return [*_damaged(project), *_incomplete(project, wanted)]


def _damaged(project: Path) -> Iterator[str]:
    """Folders that are kept with a record have every file that it names."""
    for record in project.glob(f"build/*/*/{RECORD}"):
        folder = record.parent
        if folder.name.startswith(".archreport"):
            continue
        for name, sha256 in json.loads(record.read_bytes())["files"].items():
            file = folder / name
            if not file.is_file():
                yield f"{folder.name}/{name} is missing"
            elif sha256 not in ("", hashlib.sha256(file.read_bytes()).hexdigest()):
                yield f"{folder.name}/{name} is damaged"
    for found in project.glob("build/atlas/*.npz"):
        if not zipfile.is_zipfile(found):
            yield f"{found.name} is damaged"


def _incomplete(project: Path, wanted: State) -> Iterator[str]:
    """No file of a run that nobody killed is missing or another; but pages may be those from before
    the laboratories ran, which must then be a site without faults."""
    now = state_of(project)
    other = {name for name in wanted if now.get(name) != wanted[name]} | (now.keys() - wanted)
    pages = {name for name in other if name.startswith("site/") or "/labs/" in name}
    yield from (f"{name} is not whole" for name in sorted(other - pages))
    if pages and not (project / "site/index.html").is_file():
        yield "the site is gone"
    elif pages:
        yield from (f"site: {fault.page}: {fault.kind}" for fault in check_site(project / "site"))
