"""What has to be made again when files of the project have changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archreport.language.choice import LANGUAGES
from archreport.site.configs import CONFIGS, OVERRIDES

#: What of the package decides how a lesson looks.
_CODE = frozenset((".py", ".yaml", ".j2", ".json"))


@dataclass(frozen=True)
class Work:
    """``lessons`` by their path below ``docs``, "en/course/01-alexnet/index.md"; ``assets`` by
    theirs, "assets/js/search.js"; ``code``: every lesson may look different; ``whole``: every page,
    since its frame or the navigation changed."""

    lessons: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    code: bool = False
    whole: bool = False

    def __bool__(self) -> bool:
        return bool(self.lessons or self.assets or self.code or self.whole)


def watched_places(root: Path, package: Path) -> list[Path]:
    """Where a change can make work: hand-written pages, the package that fills them, what frames
    them. Laboratories are not among them: they have to run."""
    docs = [root / "docs" / name for name in (*LANGUAGES, "assets")]
    return [*docs, package, root / OVERRIDES, *(root / name for name in CONFIGS.values())]


def work_for(changed: Iterable[Path], root: Path, package: Path) -> Work:
    """The work that ``changed`` files make, of those below `watched_places`."""
    lessons, assets = set(), set()
    code = whole = False
    docs = root / "docs"
    for path in changed:
        if path.is_relative_to(docs):
            name = path.relative_to(docs)
            if name.parts[0] == "assets":
                assets.add(name.as_posix())
            elif path.suffix == ".md":
                lessons.add(name.as_posix())
        elif path.is_relative_to(package):
            code = code or path.suffix in _CODE
        else:
            whole = True
    return Work(frozenset(lessons), frozenset(assets), code, whole)
