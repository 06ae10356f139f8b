"""Columns of numbers stand at the right, and every heading as its column does: as it is shown."""

from __future__ import annotations

import pytest

from archreport.catalog.networks import CATALOG
from archreport.course.labs.names import LABORATORIES
from tests.browser.test_site import LANGUAGES, MODEL, whole
from tests.paths import DOCS

#: The faults of all tables on the page that are laid out as tables; on a phone some are grids.
FAULTS = r"""() => {
  const NUMBER =
    /^[<>≈~±+−≤≥-]?\s*\d[\d,.]*\s*(%|×|px|[kMGT]|[KMG]?i?B|bytes|ms|s|字节|秒|毫秒)?$/;
  const NAMES = { start: "left", end: "right" };
  const side = (cell) => {
    const name = getComputedStyle(cell).textAlign.replace("-webkit-", "");
    return NAMES[name] ?? name;
  };
  const text = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("small, .src").forEach((note) => note.remove());
    return copy.textContent.trim();
  };
  const isTable = (table) => table.tHead && table.tBodies.length && table.checkVisibility()
    && getComputedStyle(table).display === "table";
  const cellsOf = (rows) => {
    const columns = [];
    for (const row of rows) {
      let at = 0;
      for (const cell of row.cells) {
        if (cell.colSpan === 1) (columns[at] ??= []).push(cell);
        at += cell.colSpan;
      }
    }
    return columns;
  };
  const faults = [];
  for (const table of [...document.querySelectorAll("table")].filter(isTable)) {
    const heads = cellsOf(table.tHead.rows);
    cellsOf([...table.tBodies].flatMap((body) => [...body.rows])).forEach((cells, at) => {
      if (!at) return; // the names of the rows
      const filled = cells.filter((cell) => /[^\s–—-]/.test(text(cell)));
      const numbers = filled.filter((cell) => NUMBER.test(text(cell)));
      const name = `${table.id || table.className}, column ${at + 1}`;
      if (numbers.length > filled.length / 2 && numbers.some((cell) => side(cell) !== "right")) {
        faults.push(`${name}: numbers that are not at the right`);
      }
      const sides = cells.map(side);
      const count = (one) => sides.filter((other) => other === one).length;
      const most = [...new Set(sides)].sort((a, b) => count(b) - count(a))[0];
      for (const head of heads[at] ?? []) {
        if (side(head) !== most) faults.push(`${name}: heading ${side(head)}, cells ${most}`);
      }
    });
  }
  return faults;
}"""

CHAPTERS = sorted(page.parent.name for page in (DOCS / "en" / "course").glob("*/index.md"))
TINY = ["", MODEL, "models/", "compare/", "compare/alexnet-vgg16/", "audit/", "audit/all/",
        "audit/vgg/", "course/02-vgg/", "labs/01-tiny/"]  # fmt: skip
WHOLE = ["", "models/", "compare/", "compare/vgg16-resnet34/", "compare/convolution-local/",
         "audit/", "audit/all/", "audit/lecture/", "method/", "labs/", "course/",
         *(f"labs/{name}/" for name in LABORATORIES),
         *(f"models/{key}/" for key in CATALOG),
         *(f"course/{name}/" for name in CHAPTERS)]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*TINY, *map(whole, WHOLE)])
def test_numbers_stand_at_the_right_and_headings_with_their_columns(open_page, language, path):
    page = open_page(f"{language}/{path}")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = {width: [] for width in (1280, 390)}
    for width in found:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(FAULTS)
    assert found == {1280: [], 390: []}


@pytest.mark.parametrize(
    ("head", "cells", "fault"),
    [
        ("right", ("right", "right"), None),
        ("right", ("left", "left"), "numbers that are not at the right"),
        ("right", ("right", "left"), "numbers that are not at the right"),
        ("left", ("right", "right"), "heading left, cells right"),
    ],
)
def test_a_fault_is_found(browser, head, cells, fault):
    page = browser.new_page()
    rows = "".join(
        f"<tr><th>a</th><td style='text-align: {side}'>1,{number}00 MiB</td></tr>"
        for number, side in enumerate(cells, 2)
    )
    page.set_content(
        f"<table><thead><tr><th>x</th><th style='text-align: {head}'>y</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    found = page.evaluate(FAULTS)
    page.close()
    assert (fault is None and found == []) or any(fault in one for one in found)
