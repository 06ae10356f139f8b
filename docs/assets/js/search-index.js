// The search's index and its ranking. Fetched when somebody searches (search.js), and then of the
// index only the files that a question needs; archreport/site/search makes them with the site.
//
// They are read through <script>, so that the search also works in a copy that is opened as a file,
// where a browser lets a page fetch nothing.

"use strict";

window.archreportSearch.index = (() => {
  const HAN = "\\u4e00-\\u9fff";
  const RUN = new RegExp(`[${HAN}]+|[a-z0-9_\\u00c0-\\u024f\\u0370-\\u03ff]+(?:[.\\-–][a-z0-9_]+)*`, "g");
  const IS_HAN = new RegExp(`[${HAN}]`);

  const BEGINS = 0.7; // what a word counts that only begins as the last one asked for
  const ALIKE = 0.5; // … a word that differs in one letter, where nothing else is found
  const OTHER_WORD = 0.9; // … a section that is found by the site's own word for what was asked
  const NAMED = 2.5; // … a section whose title is the question
  const ROW = 60; // … a row of a layer table that has the very name
  const MORE = 0.1; // … the second and third sections of a page, added to its best one
  const LEAST = 0.15; // of the best score: below, what has not all that was asked is not shown

  // -- terms, exactly as archreport/site/search/words.py cuts them -----------------------------

  function normalised(text) {
    return text
      .normalize("NFKC")
      .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
      .toLowerCase()
      .replace(/×/g, "x")
      .replace(/([0-9])\s*[x*]\s*(?=[0-9])/g, "$1x")
      .replace(/([0-9]),(?=[0-9]{3}(?![0-9]))/g, "$1");
  }

  function stem(word) {
    if (word.length < 4 || !/^\p{L}+$/u.test(word)) return word;
    const british = word.replaceAll("iz", "is").replaceAll("yz", "ys");
    if (british.endsWith("ies")) return `${british.slice(0, -3)}y`;
    if (/(ss|x|sh|ch)es$/.test(british)) return british.slice(0, -2);
    return /[^sui]s$/.test(british) ? british.slice(0, -1) : british;
  }

  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const runs = (text) => normalised(text).match(RUN) ?? [];
  const words = (run) => run.split(/[.\-–]/);
  const pairs = (run) =>
    run.length < 2 ? [run] : Array.from(run.slice(1), (_, i) => run.slice(i, i + 2));

  function terms(text) {
    return runs(text).flatMap((run) => {
      if (IS_HAN.test(run)) return pairs(run);
      const parts = words(run);
      return [...parts, ...(parts.length > 1 ? [parts.join("")] : [])].map(stem);
    });
  }

  /** A text without what stands between its words: how names are compared. */
  const flat = (text) =>
    runs(text).map((run) => (IS_HAN.test(run) ? run : words(run).map(stem).join(""))).join("");

  // -- the files --------------------------------------------------------------------------------

  const loaded = new Map(); // by name: a promise of what the file holds
  const waiting = new Map(); // by name: what to call with it
  let version = "";

  /** What every file of the index calls. One of another build is none. */
  function take(its, name, data) {
    if (name === "index") version = its;
    const [resolve, reject] = waiting.get(name);
    if (its === version) return resolve(data);
    loaded.clear(); // the site was built anew while it was read
    version = its;
    return reject(new Error(`search/${name}.js is of another build`));
  }

  function file(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve, reject) => {
        waiting.set(name, [resolve, reject]);
        const element = document.createElement("script");
        element.src = `${window.archreportSearch.root}search/${name}.js${version && `?${version}`}`;
        element.onerror = () => reject(new Error(`there is no search/${name}.js`));
        document.head.append(element);
      }));
      loaded.get(name).catch(() => loaded.delete(name)); // so that it can be tried again
    }
    return loaded.get(name);
  }

  /** The file "index", completed: sections by number, and other words with the site's own. */
  let opened = null;

  async function open() {
    const index = await file("index");
    if (opened?.of === index) return opened;
    const sections = index.pages.flatMap(([, , heads], page) =>
      heads.map((head, i) => ({ page, lead: i === 0, head: index.heads[head] })));
    const first = new Map(); // by address, the number of a page's first section
    sections.forEach(({ page, lead }, number) => lead && first.set(index.pages[page][0], number));
    const others = index.heads.flatMap(([, , ...names]) => names)
      .map(([name, stands]) => [normalised(name), normalised(stands)])
      .filter(([name, stands]) => name.length > 1 && name !== stands)
      .sort(([a], [b]) => b.length - a.length);
    const cuts = new RegExp(index.common.filter((word) => IS_HAN.test(word)).join("|"));
    opened = { of: index, ...index, sections, first, others, common: new Set(index.common), cuts };
    return opened;
  }

  /** In a sorted list the last place that is not above `key`. */
  function place(list, key) {
    const above = list.findIndex((one) => one > key);
    return Math.max(0, (above < 0 ? list.length : above) - 1);
  }

  // -- what one word finds ----------------------------------------------------------------------

  /** Put the sections of `flatList` (steps and impacts in turn) into `found`, with what they count. */
  function collect(found, flatList, weight) {
    for (let i = 0, section = 0; i < flatList.length; i += 2) {
      section += flatList[i];
      found.set(section, Math.max(found.get(section) ?? 0, flatList[i + 1] * weight));
    }
  }

  async function sectionsWith(term) {
    const found = new Map();
    const { terms: held } = await file(`terms-${place(opened.terms, term)}`);
    if (Object.hasOwn(held, term)) collect(found, held[term], 1);
    return found;
  }

  /** The sections with a term that begins with `start`, put into `found`. */
  async function begun(start, found) {
    for (let at = place(opened.terms, start); at < opened.terms.length; at++) {
      if (opened.terms[at] > start && !opened.terms[at].startsWith(start)) break;
      const { terms: held } = await file(`terms-${at}`);
      for (const [term, list] of Object.entries(held)) {
        if (term !== start && term.startsWith(start)) collect(found, list, BEGINS);
      }
    }
    return found;
  }

  /** The rows of layer tables called `run`: by page, the row's id and what it counts. */
  async function rowsCalled(run, open) {
    const key = words(run).join("");
    const { rows } = await file(`terms-${place(opened.terms, key)}`);
    const found = new Map();
    const note = (list, weight) => {
      for (const [id, ...pages] of list) {
        for (const page of pages) if (!found.has(page)) found.set(page, [id, weight]);
      }
    };
    if (Object.hasOwn(rows, key)) note(rows[key], ROW);
    if (open && key.length > 3 && /[0-9_]/.test(key)) {
      for (const [name, list] of Object.entries(rows)) {
        if (name.startsWith(key)) note(list, ROW * BEGINS);
      }
    }
    return found;
  }

  /** Whether two words differ in one letter: put in, left out, exchanged, or swapped with the next. */
  function alike(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    const [restA, restB] = [a.slice(at), b.slice(at)];
    return restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB
      || (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0]);
  }

  /** The sections with a word like `word`, as far as it stands near it in the index. */
  async function likely(word, found) {
    const { terms: held } = await file(`terms-${place(opened.terms, word)}`);
    for (const [term, list] of Object.entries(held)) {
      if (alike(term, word)) collect(found, list, ALIKE);
    }
    return found;
  }

  /** What a word of the question finds; `open` where the reader may still be typing it. */
  async function wordFound(run, open) {
    const parts = words(run);
    const whole = stem(parts.join(""));
    const sections = await sectionsWith(whole);
    if (open && whole.length > 2) await begun(parts.join(""), sections);
    const rows = await rowsCalled(run, open);
    if (sections.size || rows.size) return { run, sections, rows };
    if (parts.length === 1) {
      return { run, sections: whole.length > 3 ? await likely(whole, sections) : sections, rows };
    }
    const apart = await Promise.all(parts.map((part) => sectionsWith(stem(part))));
    for (const [section, impact] of apart[0]) {
      if (apart.every((list) => list.has(section))) sections.set(section, impact);
    }
    return { run, sections, rows };
  }

  /** What a run of Chinese characters finds, cut where two of them stand side by side nowhere. */
  async function hanFound(run) {
    const rows = new Map();
    if (run.length === 1) return [{ run, sections: await begun(run, await sectionsWith(run)), rows }];
    const lists = await Promise.all(pairs(run).map(sectionsWith));
    const pieces = [];
    let start = 0;
    for (let i = 0; i <= lists.length; i++) {
      if (i < lists.length && lists[i].size) continue;
      if (i > start) pieces.push({ run: run.slice(start, i + 1), ...together(lists.slice(start, i)), rows });
      start = i + 1;
    }
    return pieces.length ? pieces : [{ run, sections: new Map(), rows }];
  }

  /** Sections by what they have of several terms: little where some are missing (`partly`). */
  function together(lists) {
    const sections = new Map();
    const partly = new Set();
    for (const section of new Set(lists.flatMap((list) => [...list.keys()]))) {
      const impacts = lists.filter((list) => list.has(section)).map((list) => list.get(section));
      const share = impacts.length / lists.length;
      sections.set(section, (sum(impacts) / lists.length) * share ** 2);
      if (share < 1) partly.add(section);
    }
    return { sections, partly };
  }

  // -- a question -------------------------------------------------------------------------------

  /** The runs of a question, without "the" and "what is" unless there is nothing else. */
  function telling(text) {
    const all = runs(text);
    const some = all.flatMap((run) => (IS_HAN.test(run) ? run.split(opened.cuts).filter(Boolean) : [run]))
      .filter((run) => !opened.common.has(run));
    return some.length ? some : all;
  }

  /** Scores by section number, and by "page#id" for rows. */
  async function scores(text) {
    const said = telling(text);
    const last = /\s$/.test(text) ? -1 : said.length - 1;
    const units = (await Promise.all(said.map((run, i) =>
      (IS_HAN.test(run) ? hanFound(run) : wordFound(run, i === last))))).flat();
    const asked = units.map(({ run }) => run);
    const count = opened.sections.length;
    const rarity = units.map(({ sections }) => Math.log(1 + count / (1 + sections.size)));
    const total = sum(rarity);
    const scored = new Map();
    const note = (key, parts) => {
      const covered = sum(rarity.filter((_, i) => parts[i])) / total;
      const all = units.every(({ partly }, i) => parts[i] && !partly?.has(key));
      scored.set(key, { score: sum(parts) * covered ** 1.5, all });
    };
    for (const section of new Set(units.flatMap(({ sections }) => [...sections.keys()]))) {
      note(section, units.map(({ sections }) => sections.get(section) ?? 0));
    }
    units.forEach(({ rows }, which) => {
      for (const [page, [id, score]] of rows) {
        const [url] = opened.pages[page]; // a table by itself belongs to the page above
        const lead = opened.first.get(url) ?? opened.first.get(url.replace(/[^/]+\/$/, ""));
        const around = (sections) => sections.get(lead) ?? 0;
        note(`${page}#${id}`, units.map(({ sections }, i) => (i === which ? score : around(sections))));
      }
    });
    const names = new Map(); // every stretch of the question, with its share of what it says
    for (let i = 0; i < asked.length; i++) {
      for (let j = i + 1; j <= asked.length; j++) {
        names.set(flat(asked.slice(i, j).join(" ")), sum(rarity.slice(i, j)) / total);
      }
    }
    for (const [key, found] of scored) {
      if (typeof key === "string") continue;
      const [, title, ...more] = opened.sections[key].head;
      const called = [title, ...title.split(/[,;，；、()（）]/), ...more.map(([name]) => name)];
      const share = Math.max(...called.map((name) => names.get(flat(name)) ?? 0));
      found.score *= 1 + (NAMED - 1) * share;
    }
    return { asked, scored };
  }

  /** The question with the site's own word for each that the site only names as another one. */
  function inOwnWords(text) {
    return opened.others.reduce((said, [name, own]) => {
      if (said.includes(own) || !said.includes(name)) return said;
      return IS_HAN.test(name)
        ? said.replaceAll(name, own)
        : said.replace(new RegExp(`(^|[^a-z0-9])${signs(name)}(?![a-z0-9])`, "g"), `$1${own}`);
    }, normalised(text));
  }

  /**
   * The pages that answer `text`, best first, each with its best sections or rows:
   * {url, title, lead, sections: [{anchor, title, names, number, lead}]}; a row has no number.
   * `asked` holds the runs that were looked up.
   */
  async function search(text) {
    await open();
    const { scored, asked } = await scores(text);
    const own = inOwnWords(text);
    if (own !== normalised(text)) {
      const other = await scores(own);
      asked.push(...other.asked);
      for (const [key, { score, all }] of other.scored) {
        const found = scored.get(key) ?? { score: 0, all: false };
        scored.set(key, { score: Math.max(found.score, score * OTHER_WORD), all: all || found.all });
      }
    }
    const byPage = new Map();
    const least = LEAST * Math.max(...[...scored.values()].map(({ score }) => score));
    for (const [key, { score, all }] of scored) {
      if (!all && score < least) continue;
      const [page, entry] = typeof key === "string" ? rowEntry(key) : sectionEntry(key);
      if (!byPage.has(page)) byPage.set(page, []);
      byPage.get(page).push({ ...entry, score });
    }
    const pages = [...byPage].map(([page, sections]) => {
      sections.sort((a, b) => b.score - a.score || a.number - b.number);
      const [best, ...more] = sections.slice(0, 3).map(({ score }) => score);
      const [url, title] = opened.pages[page];
      const shown = sections.slice(0, 3).filter(({ score }) => score >= best / 2);
      return { page, url, title, sections: shown, score: best + MORE * sum(more) };
    });
    pages.sort((a, b) => b.score - a.score || a.page - b.page);
    return { asked: [...new Set(asked)], pages };
  }

  function rowEntry(key) {
    const [page, id] = key.split("#");
    return [Number(page), { anchor: id, title: id, names: [] }];
  }

  function sectionEntry(number) {
    const { page, lead, head: [anchor, title, ...names] } = opened.sections[number];
    return [page, { anchor, title, names: names.map(([name]) => name), number, lead }];
  }

  /** The text of a section. */
  async function textOf(number) {
    const at = place(opened.texts, number);
    return (await file(`texts-${at}`))[number - opened.texts[at]];
  }

  // -- where the words stand in a text -----------------------------------------------------------

  const signs = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  /** A pattern for what a word of the question looks like on a page. */
  function pattern(run) {
    if (/^[0-9]+(x[0-9]+)+$/.test(run)) return run.split("x").join("\\s*[x×*]\\s*");
    const stems = words(run).map((word) => {
      const start = signs(stem(word)).replace(/([iy])s/g, "$1[sz]");
      return /^\p{L}{4,}$/u.test(word) ? `${start.replace(/y$/, "(?:y|ie)")}[a-z]*` : start;
    });
    return stems.join("[.\\-– ]?");
  }

  /** The places of the runs in `text`: [[start, end], …], in order and apart from each other. */
  function marks(text, asked) {
    const found = [];
    const note = (patterns, before) => {
      if (!patterns.length) return;
      for (const one of text.matchAll(new RegExp(`(${before})(?:${patterns.join("|")})`, "gi"))) {
        found.push([one.index + one[1].length, one.index + one[0].length]);
      }
    };
    const han = asked.filter((run) => IS_HAN.test(run));
    const there = han.filter((run) => text.includes(run));
    note(there.length ? there : han.flatMap(pairs), "");
    note(asked.filter((run) => !IS_HAN.test(run)).map(pattern), "^|[^a-z0-9_]");
    found.sort(([a], [b]) => a - b);
    return found.filter(([start], i) => i === 0 || start >= found[i - 1][1]);
  }

  return { search, textOf, marks, terms, take };
})();
