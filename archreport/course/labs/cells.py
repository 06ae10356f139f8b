"""Notebooks as plain dictionaries, and their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Cell = dict[str, Any]


def text_cell(source: str) -> Cell:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code_cell(
    source: str, outputs: Sequence[Cell] = (), metadata: Mapping[str, object] | None = None
) -> Cell:
    """A cell of Python with what it displayed."""
    return {
        "cell_type": "code",
        "metadata": dict(metadata or {}),
        "source": source,
        "outputs": list(outputs),
        "execution_count": None,
    }


def notebook(cells: Sequence[Cell], metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """A notebook of ``cells``, numbered from 1, with ``metadata`` beside those of the language."""
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
