"""Notebooks as plain dictionaries: their cells, and outputs in one language."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from archreport.course.kit.display import BOTH

Cell = dict[str, Any]


def text_cell(source: str) -> Cell:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code_cell(source: str, outputs: Sequence[Cell]) -> Cell:
    """A cell of Python with what it displayed."""
    return {
        "cell_type": "code",
        "metadata": {},
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


def in_language(output: Mapping[str, Any], code: str) -> Cell:
    """A copy of ``output``; what it holds for both languages is replaced by that for ``code``."""
    one: Cell = copy.deepcopy(dict(output))
    if BOTH in one.get("data", {}):
        one["data"] = dict(one["data"][BOTH][code])
    return one
