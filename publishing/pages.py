"""A site onto the branch that the host serves, beside the versions that are there.

``python3 dev.py pages --version 0.1.0 --address https://…`` builds the site for its address, takes
what the branch holds, puts the site among it (`publishing.versions`) and pushes. The branch has one
commit: what is kept are the folders, not how they came about, so that it does not grow with every
build.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from archreport.render.downloads.published import VARIABLE
from publishing.versions import Refused, add_version, folder_of

BRANCH = "gh-pages"


def publish(
    site: Path, version: str, address: str, *, remote: str = "origin", root: Path = Path()
) -> str:
    """Publish ``site`` as ``version`` on the branch of ``remote``; return the new commit.

    ``root`` is a clone that knows ``remote``. Raises `Refused` for what cannot be published, and
    where somebody else has published in the meantime.
    """
    site = site.resolve()
    with tempfile.TemporaryDirectory() as folder:
        tree, index = Path(folder) / "pages", Path(folder) / "index"
        tree.mkdir()
        before = _tip(root, remote)
        if before:
            _git(root, "fetch", "--no-tags", remote, f"refs/heads/{BRANCH}")
            _git(root, "read-tree", before, index=index, tree=tree)
            _git(root, "checkout-index", "--all", index=index, tree=tree)
        add_version(site, tree, version, address)
        _git(root, "add", "--all", "--force", ".", index=index, tree=tree)
        written = _git(root, "write-tree", index=index, tree=tree)
        commit = _git(root, "commit-tree", written, "-m", f"The site of {version}")
    lease = f"--force-with-lease=refs/heads/{BRANCH}:{before}"
    try:
        _git(root, "push", lease, remote, f"{commit}:refs/heads/{BRANCH}")
    except subprocess.CalledProcessError as error:
        raise Refused(f"{remote} did not take the branch {BRANCH}: {error.stderr}") from error
    return commit


def _tip(root: Path, remote: str) -> str:
    """The commit of the branch, "" where there is none yet."""
    return _git(root, "ls-remote", remote, f"refs/heads/{BRANCH}").partition("\t")[0]


def _git(root: Path, *arguments: str, index: Path | None = None, tree: Path | None = None) -> str:
    """What git prints; with an index and a working tree that are not those of the clone."""
    environment = dict(os.environ)
    if index and tree:
        git_dir = _git(root, "rev-parse", "--absolute-git-dir")
        environment |= {
            "GIT_DIR": git_dir, "GIT_INDEX_FILE": str(index), "GIT_WORK_TREE": str(tree)
        }  # fmt: skip
    # The bytes of the site are kept as they are, whatever the clone does with ends of lines.
    settings = ("-c", "core.autocrlf=false", "-c", "core.safecrlf=false")
    done = subprocess.run(
        ["git", *settings, *arguments],
        cwd=tree or root, env=environment, check=True, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    return done.stdout.strip()


def build(version: str, address: str) -> Path:
    """Build the site of ``version`` for where it will be published below ``address``.

    From now on that is the address of the site for this process, too.
    """
    os.environ[VARIABLE] = f"{address}/{folder_of(version)}"
    site = Path("site")
    subprocess.run([sys.executable, "-m", "archreport", "site", "--site", site], check=True)
    return site


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--version", required=True, help="as in 0.1.0, or dev")
    parser.add_argument("--address", required=True, help="where the branch is served")
    parser.add_argument("--site", type=Path, help="one that is built; otherwise it is built now")
    parser.add_argument("--remote", default="origin")
    given = parser.parse_args()
    address = given.address.rstrip("/")
    try:
        site = given.site or build(given.version, address)
        commit = publish(site, given.version, address, remote=given.remote)
    except Refused as error:
        print(f"publishing: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"publishing: failed: {error}\n{error.stderr or ''}", file=sys.stderr)
        return 1
    print(f"publishing: {BRANCH} is now {commit}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
