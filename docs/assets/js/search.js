// The search box, as far as every page needs it: it opens, and fetches the search when somebody
// searches. Of the index nothing is fetched before that.

"use strict";

(() => {
  const form = document.querySelector("form[data-search]");
  if (!form) return;
  const field = form.querySelector("input");
  const search = (window.archreportSearch = { root: form.dataset.search, form, field });
  let fetching = null;

  function script(name) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = `${search.root}assets/js/${name}.js`;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  /** Fetch the search, once. Where that fails it is tried again at the next key. */
  search.fetch = () => {
    fetching ??= script("search-index").then(() => script("search-box"));
    fetching.catch(() => {
      fetching = null;
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
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-search-open]").addEventListener("click", search.open);

  const writes = (element) => element?.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (!plain || !["/", "s", "f"].includes(event.key) || writes(document.activeElement)) return;
    event.preventDefault();
    search.open();
  });

  /** Mark the words that led here (?h=), in browsers that can without touching the page. */
  function markFound() {
    const words = new URLSearchParams(location.search).getAll("h");
    if (!words.length || !window.CSS?.highlights) return;
    const ranges = [];
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.data.toLowerCase();
      for (const word of words) {
        for (let at = text.indexOf(word); word && at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, at + word.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("search", new Highlight(...ranges));
  }

  markFound();
})();
