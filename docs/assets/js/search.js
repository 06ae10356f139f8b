// The search box, as far as every page needs it: it opens, and fetches the search when somebody
// searches. Of the index nothing is fetched before that.

"use strict";

(() => {
  const form = document.querySelector("form[data-search]");
  if (!form) return;
  const field = form.querySelector("input");
  const here = new URL(".", document.currentScript.src);
  const search = (window.archreportSearch = { root: form.dataset.search, form, field });
  let fetching = null;

  function script(name) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(`${name}.js`, here);
      element.async = false; // fetched together, run in turn
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  /** Fetch the search, once. Where that fails it is tried again at the next key. */
  search.fetch = () => {
    fetching ??= Promise.all([
      script("search-words"), script("search-index"), script("search-box"),
    ]).catch(() => {
      fetching = null;
      form.querySelector(".search__panel").hidden = false;
      form.querySelector("[role=status]").textContent = form.dataset.failed;
    });
    return fetching;
  };

  search.open = () => {
    form.classList.add("search--open");
    field.focus();
    field.select();
  };

  field.addEventListener("focus", search.fetch);
  field.addEventListener("input", search.fetch);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search.fetch().then(() => search.follow?.(event)); // Enter was pressed before that was there
  });
  form.querySelector("[data-search-open]").addEventListener("click", search.open);

  const writes = (element) => element?.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (!plain || !["/", "s", "f"].includes(event.key) || writes(document.activeElement)) return;
    event.preventDefault();
    search.open();
  });

  /** Every place of `word` in a text, as ranges. */
  function* placesOf(word, node) {
    const text = node.data.toLowerCase();
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      yield range;
    }
  }

  /** Mark the words that led here (?h=), in browsers that can without touching the page. */
  function markFound() {
    const words = new URLSearchParams(location.search).getAll("h").filter(Boolean);
    const article = document.querySelector("article");
    if (!words.length || !article || !window.CSS?.highlights) return;
    const ranges = [];
    const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of words) ranges.push(...placesOf(word, texts.currentNode));
    }
    CSS.highlights.set("search", new Highlight(...ranges));
  }

  markFound();
})();
