// The results below the search box: a combobox with a list, as WAI-ARIA describes it. The reader
// stays in the field; arrow keys choose, Enter follows, Escape closes.

"use strict";

(() => {
  const { form, field, root, index } = window.archreportSearch;
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  const panel = form.querySelector(".search__panel");
  const say = form.dataset;
  const BEFORE = 30; // characters of an excerpt in front of the first word that was found
  const EXCERPT = say.language === "zh" ? 90 : 170;

  let asking = 0; // the number of the last question
  let answer = null; // the promise of its answer on the page
  let chosen = null; // the option that the arrow keys are on

  // -- one result -------------------------------------------------------------------------------

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** `text` with the words that were found in <mark>. */
  function marked(text, asked) {
    const pieces = [];
    let at = 0;
    for (const [start, end] of index.marks(text, asked)) {
      pieces.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...pieces, text.slice(at)];
  }

  /** The part of a section's text where most of the words that were found stand together. */
  function excerpt(text, asked) {
    const line = text.replace(/\n/g, " ");
    const found = index.marks(line, asked);
    const words = ([from]) =>
      new Set(found.filter(([start, end]) => start >= from && end <= from + EXCERPT - BEFORE)
        .map(([start, end]) => line.slice(start, end).toLowerCase())).size;
    const best = found.reduce((a, b) => (words(b) > words(a) ? b : a), found[0] ?? [0, 0]);
    let start = Math.max(0, best[0] - BEFORE);
    const blank = line.indexOf(" ", start);
    if (start && blank >= 0 && blank < best[0]) start = blank + 1;
    const end = start + EXCERPT;
    return (start ? "…" : "") + line.slice(start, end) + (end < line.length ? "…" : "");
  }

  /** The parts of the site, as the tabs name them: by the first folder of an address. */
  const parts = new Map(
    [...document.querySelectorAll(".md-tabs__link")].map((tab) => {
      const [folder] = tab.href.slice(new URL(root, location).href.length).split("/");
      return [folder, tab.textContent.trim()];
    }),
  );

  function address(url, anchor, words) {
    const page = location.protocol === "file:" ? `${url}index.html` : url;
    const found = new URLSearchParams(words.map((word) => ["h", word]));
    return `${root}${page}${words.length ? `?${found}` : ""}#${anchor}`;
  }

  function option(page, section, asked, id) {
    const names = section.names.length ? [element("small", {}, ...marked(section.names.join(" · "), asked))] : [];
    const link = element(
      "a",
      { role: "option", id, tabindex: "-1", "aria-selected": "false", href: address(page.url, section.anchor, []) },
      element("b", {}, ...marked(section.title, asked)), ...names,
    );
    if (section.number !== undefined) {
      link.fill = async () => {
        const text = await index.textOf(section.number);
        const seen = `${section.title}\n${text}`;
        const words = index.marks(seen, asked).map(([start, end]) => seen.slice(start, end).toLowerCase());
        link.href = address(page.url, section.anchor, [...new Set(words)].slice(0, 5));
        if (text) link.append(element("span", {}, ...marked(excerpt(text, asked), asked)));
      };
      texts.observe(link);
    }
    return link;
  }

  /** Excerpts are fetched when their result can be seen. */
  const texts = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      texts.unobserve(target);
      target.fill().catch(() => {}); // a result without its excerpt is one all the same
    }
  }, { root: list });

  function group(page, asked, number) {
    const part = parts.get(page.url.split("/")[0]);
    const place = part && page.sections[0].lead ? [part] : [...new Set([part ?? page.title, page.title])];
    const name = element("div", { class: "search__place", id: `search-place-${number}` }, place.join(" › "));
    const options = page.sections.map((section, i) => option(page, section, asked, `search-result-${number}-${i}`));
    return element("div", { role: "group", "aria-labelledby": name.id }, name, ...options);
  }

  // -- the list ---------------------------------------------------------------------------------

  function choose(link) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = link;
    if (!link) return field.removeAttribute("aria-activedescendant");
    link.setAttribute("aria-selected", "true");
    link.scrollIntoView({ block: "nearest" });
    return field.setAttribute("aria-activedescendant", link.id);
  }

  function show(pages, asked) {
    choose(null);
    texts.disconnect();
    list.replaceChildren(...pages.map((page, number) => group(page, asked, number)));
    list.scrollTop = 0;
    list.hidden = !pages.length;
    field.setAttribute("aria-expanded", String(pages.length > 0));
  }

  function told(count) {
    if (!count) return say.none;
    return count === 1 ? say.one : say.other.replace("#", count);
  }

  function ask() {
    answer = answered(field.value);
  }

  async function answered(text) {
    const number = ++asking;
    panel.hidden = false;
    if (!text.trim()) {
      show([], []);
      status.textContent = say.hint;
    } else {
      try {
        const { pages, asked } = await index.search(text).catch(() => index.search(text));
        if (number !== asking) return;
        show(pages, asked);
        status.textContent = told(pages.length);
      } catch {
        if (number !== asking) return;
        show([], []);
        status.textContent = say.failed;
      }
    }
    form.dataset.answered = text;
  }

  function close() {
    asking++;
    show([], []);
    panel.hidden = true;
    form.classList.remove("search--open");
  }

  function step(by) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    const at = options.indexOf(chosen);
    const next = at < 0 && by < 0 ? options.length - 1 : at + by;
    choose(options[(next + options.length) % options.length]);
  }

  async function follow(event) {
    await answer; // who types fast presses Enter before it is there
    const link = chosen ?? list.querySelector("[role=option]");
    const { ctrlKey, metaKey, shiftKey } = event;
    link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: follow,
    Escape: () => {
      close();
      field.blur();
    },
  };

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key](event);
  });
  field.addEventListener("input", (event) => !event.isComposing && ask());
  field.addEventListener("compositionend", ask);
  field.addEventListener("focus", ask);
  form.addEventListener("focusout", (event) => !form.contains(event.relatedTarget) && event.relatedTarget && close());
  document.addEventListener("pointerdown", (event) => !form.contains(event.target) && close());
  form.querySelector("[data-search-close]").addEventListener("click", () => {
    close();
    form.querySelector("[data-search-open]").focus();
  });
  list.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (event.target.closest("a") && !elsewhere) setTimeout(close); // it may lead to this page
  });
  if (document.activeElement === field) ask();
})();
