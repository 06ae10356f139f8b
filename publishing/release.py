"""All files of a release in one folder, with their checksums.

``python3 dev.py release --tag v0.1.0 --address https://…`` builds the site for its address, makes
the wheel and the sdist from the commit, packs the site to be read without a net and the kept
results of the laboratories, lists what everything was built with (CycloneDX), and writes
``SHA256SUMS``. It uploads nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from archreport.render.downloads.published import repository, site_address
from archreport.site.offline import write_offline
from publishing.pages import build
from publishing.versions import Refused

SUMS, NOTES = "SHA256SUMS", "NOTES.md"


def refuse_another_version(root: Path, tag: str) -> str:
    """The version of the project. Raises `Refused` where ``tag`` is of another one, or where the
    changelog does not tell of it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = str(project["version"])
    if tag != f"v{version}":
        raise Refused(f"The tag is {tag!r} and the version in pyproject.toml {version!r}.")
    notes((root / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    return version


def notes(changelog: str, version: str) -> str:
    """What the changelog says of ``version``. Raises `Refused` where that is nothing."""
    pattern = rf"^## {re.escape(version)}(?![\w.]).*\n((?:(?!## ).*\n?)*)"
    found = re.search(pattern, changelog, re.MULTILINE)
    if not found or not found[1].strip():
        raise Refused(f"CHANGELOG.md has no section “## {version}”.")
    return found[1].strip() + "\n"


def with_addresses(pyproject: str, code: str, site: str) -> str:
    """``pyproject`` with the project's addresses, as far as they are known. Those that are written
    there are left as they are."""
    links = {
        "Documentation": site and f"{site}/",
        "Repository": code,
        "Issues": code and f"{code}/issues",
        "Changelog": code and f"{code}/blob/main/CHANGELOG.md",
    }
    lines = [f'{name} = "{link}"' for name, link in links.items() if link]
    if not lines or "[project.urls]" in pyproject:
        return pyproject
    head, scripts, rest = pyproject.partition("[project.scripts]\n")
    return f"{head}[project.urls]\n" + "\n".join(lines) + f"\n\n{scripts}{rest}"


def make_distributions(root: Path, out: Path) -> None:
    """Write the wheel and the sdist of the commit that is checked out in ``root`` into ``out``.

    They are built in this environment, with the setuptools that is locked.
    """
    with tempfile.TemporaryDirectory() as folder:
        packed, sources = Path(folder) / "commit.tar", Path(folder) / "sources"
        subprocess.run(["git", "archive", "-o", packed, "HEAD"], cwd=root, check=True)
        with tarfile.open(packed) as archive:
            archive.extractall(sources, filter="data")
        project = sources / "pyproject.toml"
        text = with_addresses(project.read_text(encoding="utf-8"), repository(), site_address())
        project.write_text(text, encoding="utf-8", newline="\n")
        made = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        )
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", "--outdir", out.resolve(), sources],
            env={**os.environ, "SOURCE_DATE_EPOCH": made.stdout.strip()},
            check=True,
        )


def write_materials(root: Path, file: Path) -> None:
    """Write what this environment is made of into ``file``, as CycloneDX has it."""
    subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", sys.executable,
         "--pyproject", root / "pyproject.toml", "--mc-type", "library", "--output-reproducible",
         "--output-format", "JSON", "--output-file", file],
        check=True,
    )  # fmt: skip


def write_sums(folder: Path) -> None:
    """Write the SHA-256 of each file in ``folder`` as ``sha256sum --check`` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name not in (SUMS, NOTES))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def make_release(root: Path, site: Path, out: Path, tag: str) -> None:
    """Collect the release ``tag`` of the project at ``root`` in the empty folder ``out``."""
    version = refuse_another_version(root, tag)
    if out.exists() and any(out.iterdir()):
        raise Refused(f"{out} is not empty.")
    out.mkdir(parents=True, exist_ok=True)
    name = f"archreport-{version}"
    write_offline(site, out / f"{name}-site.zip")
    subprocess.run(
        [sys.executable, "-m", "archreport", "labs", "--pack", out / f"{name}-laboratories.zip"],
        cwd=root, check=True,
    )  # fmt: skip
    make_distributions(root, out)
    write_materials(root, out / f"{name}-materials.cdx.json")
    write_sums(out)
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    (out / NOTES).write_text(notes(changelog, version), encoding="utf-8", newline="\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tag", required=True, help="as in v0.1.0")
    parser.add_argument("--address", required=True, help="where all versions are published")
    parser.add_argument("--out", type=Path, default=Path("release"))
    given = parser.parse_args()
    try:
        version = refuse_another_version(Path(), given.tag)
        site = build(version, given.address.rstrip("/"))
        make_release(Path(), site, given.out, given.tag)
    except Refused as error:
        print(f"publishing: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"publishing: failed: {error}", file=sys.stderr)
        return 1
    names = ", ".join(sorted(path.name for path in given.out.iterdir()))
    print(f"publishing: {given.out} holds {names}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
