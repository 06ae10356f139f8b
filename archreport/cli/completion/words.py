"""What there is to offer. Each is asked for when Tab is pressed, so it must come at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROWS = Path(__file__).with_name("rows.json")


@cache
def shelf() -> Mapping[str, Mapping[str, int]]:
    """The rows of every network of the course, and of each how many units it has (0: it is no
    convolution whose units can be looked at)."""
    found: dict[str, dict[str, int]] = json.loads(ROWS.read_text(encoding="utf-8"))
    return found


def networks() -> Sequence[str]:
    """The names of the course's networks."""
    return list(shelf())


def rows_of(model: str) -> Mapping[str, int]:
    """The rows of a network by its name, or of a report file; none for what is neither."""
    if model.endswith(".json"):
        return dict.fromkeys(_rows_in(Path(model)), 0)
    return shelf().get(model.lower(), {})


def _rows_in(file: Path) -> Sequence[str]:
    """The ids of a report file's rows; none for what cannot be read."""
    try:
        rows = json.loads(file.read_bytes())["rows"]
        return [row["id"] for row in rows if isinstance(row["id"], str)]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()


def report_files(typed: str) -> Sequence[str]:
    """JSON files and folders that begin as ``typed``, a folder with a slash behind it."""
    folder, _, start = typed.rpartition("/")
    try:
        there = sorted(Path(folder or ("/" if typed.startswith("/") else ".")).iterdir())
    except OSError:
        return ()
    before = f"{folder}/" if typed.rpartition("/")[1] else ""
    hidden = start.startswith(".")
    return [
        f"{before}{path.name}{'/' if path.is_dir() else ''}"
        for path in there
        if path.name.startswith(start)
        and (hidden or not path.name.startswith("."))
        and (path.suffix == ".json" or path.is_dir())
    ]


def laboratories() -> Sequence[str]:
    """The laboratories of the course."""
    from archreport.course.labs.names import LABORATORIES

    return LABORATORIES


def photographs() -> Sequence[str]:
    """The photographs that come with archreport."""
    folder = Path(__file__).parents[2] / "running" / "photos"
    return sorted(path.stem for path in folder.iterdir() if path.suffix in (".png", ".jpg"))


def pages(typed: str, site: Path = Path("site/en")) -> Sequence[str]:
    """Folders of the built site that begin as ``typed``, with a slash behind them."""
    folder = typed.rpartition("/")[0]
    try:
        there = sorted(path for path in (site / folder).iterdir() if path.is_dir())
    except OSError:
        return ()
    return [f"{path.relative_to(site).as_posix()}/" for path in there if path.name != "assets"]
