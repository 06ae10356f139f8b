// The results below the search box: a combobox with a list, as WAI-ARIA describes it. The reader
// stays in the field; arrow keys choose, Enter follows, Escape closes.

"use strict";

(() => {
  const { form, field, root, index, words } = window.archreportSearch;
  if (!index || !words) return; // their fetching failed: they and this come again
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  const panel = form.querySelector(".search__panel");
  const opener = form.querySelector("[data-search-open]");
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
    for (const [start, end] of words.places(text, asked)) {
      pieces.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...pieces, text.slice(at)];
  }

  /** The different words of the question in `text`, as they stand there. */
  function seen(text, asked) {
    const all = words.places(text, asked);
    return [...new Set(all.map(([start, end]) => text.slice(start, end).toLowerCase()))];
  }

  /** The part of a section's text where most of the words that were found stand together. */
  function excerpt(text, asked) {
    const line = text.replace(/\n/g, " ");
    const starts = words.places(line, asked).map(([start]) => start);
    const many = (start) => seen(line.slice(start, start + EXCERPT - BEFORE), asked).length;
    const best = starts.slice(0, 40).reduce((a, b) => (many(b) > many(a) ? b : a), starts[0] ?? 0);
    let from = Math.max(0, best - BEFORE);
    const blank = line.indexOf(" ", from);
    if (from && blank >= 0 && blank < best) from = blank + 1;
    const to = from + EXCERPT;
    return `${from ? "…" : ""}${line.slice(from, to)}${to < line.length ? "…" : ""}`;
  }

  function address(url, anchor, marks = []) {
    const page = location.protocol === "file:" ? `${url}index.html` : url;
    const query = new URLSearchParams(marks.map((mark) => ["h", mark]));
    return `${root}${page}${marks.length ? `?${query}` : ""}#${anchor}`;
  }

  function option(page, section, asked, id) {
    const { anchor, title, names, number } = section;
    const href = address(page.url, anchor);
    const attributes = { role: "option", id, tabindex: "-1", "aria-selected": "false", href };
    const link = element("a", attributes);
    link.append(element("b", {}, ...marked(title, asked)));
    if (names.length) link.append(element("small", {}, ...marked(names.join(" · "), asked)));
    if (number === undefined) return link;
    link.fill = async () => {
      const text = await index.textOf(number);
      link.href = address(page.url, anchor, seen(`${title}\n${text}`, asked).slice(0, 5));
      if (text) link.append(element("span", {}, ...marked(excerpt(text, asked), asked)));
    };
    texts.observe(link);
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

  /** The parts of the site, as the tabs name them: by the first folder of an address. */
  const parts = new Map(
    [...document.querySelectorAll(".md-tabs__link")].map((tab) => {
      const path = tab.href.slice(new URL(root, location).href.length);
      return [path.split("/")[0], tab.textContent.trim()];
    }),
  );

  /** Where a page belongs: its part of the site, and its title unless that comes next. */
  function place({ url, title, sections }) {
    const part = parts.get(url.split("/")[0]);
    if (!part || part === title) return title;
    return sections[0].lead ? part : `${part} › ${title}`;
  }

  function group(page, asked, number) {
    const id = `search-place-${number}`;
    const options = page.sections.map((section, i) =>
      option(page, section, asked, `search-result-${number}-${i}`));
    const name = element("div", { class: "search__place", id }, place(page));
    return element("div", { role: "group", "aria-labelledby": id }, name, ...options);
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
    let [pages, asked, said] = [[], [], say.hint];
    if (text.trim()) {
      try {
        ({ pages, asked } = await index.search(text).catch(() => index.search(text)));
        said = told(pages.length);
      } catch {
        said = say.failed;
      }
    }
    if (number !== asking) return; // there is a newer question
    show(pages, asked);
    status.textContent = said;
    form.dataset.answered = text;
  }

  function close() {
    asking++;
    show([], []);
    panel.hidden = true;
    form.classList.remove("search--open");
  }

  // -- keys and pointer -------------------------------------------------------------------------

  function step(by) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    const at = options.indexOf(chosen);
    const next = at < 0 && by < 0 ? options.length - 1 : at + by;
    choose(options[(next + options.length) % options.length]);
  }

  async function follow({ ctrlKey, metaKey, shiftKey }) {
    await answer; // who types fast presses Enter before it is there
    const click = { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey };
    const link = chosen ?? list.querySelector("[role=option]");
    link?.dispatchEvent(new MouseEvent("click", click));
  }

  window.archreportSearch.follow = follow;

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: follow,
    Escape: () => {
      close();
      field.blur();
      opener.focus(); // where it is shown
    },
  };

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key](event);
  });
  field.addEventListener("input", (event) => event.isComposing || ask());
  field.addEventListener("compositionend", ask);
  field.addEventListener("focus", ask);
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !form.contains(relatedTarget)) close();
  });
  document.addEventListener("pointerdown", ({ target }) => form.contains(target) || close());
  form.querySelector("[data-search-close]").addEventListener("click", () => {
    close();
    opener.focus();
  });
  list.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
    const elsewhere = ctrlKey || metaKey || shiftKey;
    if (target.closest("a") && !elsewhere) setTimeout(close); // it may lead to this very page
  });
  if (document.activeElement === field) ask();
})();
