// archreport: progressive enhancement. Every page is complete without this file.

/** Number the code toolbars, so that each landmark on a page has a name of its own. */
function nameCodeToolbars() {
  document.querySelectorAll(".md-code__nav").forEach((toolbar, index) => {
    toolbar.setAttribute("aria-label", `${document.documentElement.lang.startsWith("zh") ? "代码" : "code"} ${index + 1}`);
  });
}

/**
 * Carry the anchor over when the language is switched: both languages have the same ids.
 * (target=_self on these links keeps Material's own handler out of the way.)
 */
function keepAnchorAcrossLanguages() {
  document.querySelectorAll(".md-select__link").forEach((link) => {
    link.addEventListener("click", () => {
      link.hash = location.hash;
    });
  });
}

/** What a cell sorts by: data-k, or its text; as a number where it is one. */
function sortKey(cell) {
  const text = (cell.dataset.k ?? cell.textContent).trim();
  const number = Number.parseFloat(text.replace(/[,\s]/g, ""));
  return Number.isNaN(number) ? text.toLowerCase() : number;
}

/** Sort by a column: numbers start with the largest, words with A; a second click turns it round. */
function sortRows(header, column) {
  const body = header.closest("table").tBodies[0];
  const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[column]) }));
  const numeric = keyed.every(({ key }) => typeof key === "number");
  const before = header.getAttribute("aria-sort");
  const descending = before ? before === "ascending" : numeric;
  for (const other of header.parentNode.querySelectorAll("[aria-sort]")) {
    other.removeAttribute("aria-sort");
  }
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1);
  keyed.sort((a, b) => compare(a.key, b.key)).forEach(({ row }) => body.append(row));
}

/** A button that sorts by this header: around its words, or beside them where they are a link. */
function sortButton(header) {
  const button = document.createElement("button");
  button.type = "button";
  if (header.querySelector("a")) {
    button.setAttribute("aria-label", header.querySelector("a").textContent);
    header.querySelector("a").after(button);
  } else {
    while (header.firstChild && header.firstChild.nodeName !== "SMALL") {
      button.append(header.firstChild);
    }
    header.prepend(button);
  }
  return button;
}

/** <table data-sort>: make each column sortable. Headers with data-fixed stay as they are. */
function makeTablesSortable() {
  for (const table of document.querySelectorAll("table[data-sort]")) {
    table.querySelectorAll("thead th").forEach((header, column) => {
      if (header.dataset.fixed !== undefined || header.querySelector("button")) return;
      sortButton(header).addEventListener("click", () => sortRows(header, column));
    });
  }
}

/** A row of the layer table and its nodes in the diagrams light up together, under a mouse. */
function linkRowsAndNodes() {
  if (!matchMedia("(hover: hover)").matches) return;
  const groups = new Map();
  for (const node of document.querySelectorAll(".dia a[href^='#']")) {
    const row = document.getElementById(node.getAttribute("href").slice(1));
    if (row?.matches("tr.row")) groups.set(row, [...(groups.get(row) ?? [row]), node]);
  }
  for (const parts of groups.values()) {
    const light = (on) => parts.forEach((part) => part.classList.toggle("on", on));
    for (const part of parts) {
      part.addEventListener("mouseenter", () => light(true));
      part.addEventListener("mouseleave", () => light(false));
    }
  }
}

/** In a copy opened as a file there is no server that knows the page of a folder: name it. */
function nameFolderPages() {
  if (location.protocol !== "file:") return;
  for (const link of document.querySelectorAll("a[href]")) {
    const [, path, rest] = /^([^?#]*)(.*)$/.exec(link.getAttribute("href"));
    if (/(^|\/)\.{0,2}$/.test(path) && path && !path.includes(":")) {
      link.setAttribute("href", `${path.replace(/\/$/, "")}/index.html${rest}`);
    }
  }
}

function enhance() {
  nameFolderPages();
  nameCodeToolbars();
  keepAnchorAcrossLanguages();
  makeTablesSortable();
  linkRowsAndNodes();
}

// Material announces each page on document$; without Material, the document itself does.
if (window.document$) window.document$.subscribe(enhance);
else document.addEventListener("DOMContentLoaded", enhance);
