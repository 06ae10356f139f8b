// The search's index and its ranking. Fetched when somebody searches (search.js), and then of the
// index only the files that a question needs; archreport/site/search makes them with the site.
//
// They are read through <script>, so that the search also works in a copy that is opened as a file,
// where a browser lets a page fetch nothing.

"use strict";

window.archreportSearch.index = (() => {
  const { words } = window.archreportSearch;

  const BEGINS = 0.7; // what a word counts that only begins as the last one asked for
  const ALIKE = 0.5; // … a word that differs in one letter, where nothing else is found
  const OTHER_WORD = 0.9; // … a section that is found by the site's own word for what was asked
  const NAMED = 2.5; // … a section whose title is the question
  const ROW = 60; // … a row of a layer table that has the very name
  const MORE = 0.1; // … the second and third sections of a page, added to its best one
  const LEAST = 0.15; // of the best score: below, what has not all that was asked is not shown

  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

  // -- the files --------------------------------------------------------------------------------

  const loaded = new Map(); // by name: a promise of what the file holds
  const waiting = new Map(); // by name: what to call with it
  let version = "";
  let opened = null; // the file "index", completed

  /** What every file of the index calls. A file of another build is none. */
  function take(its, name, data) {
    if (name === "index") version = its;
    const [resolve, reject] = waiting.get(name);
    if (its === version) return resolve(data);
    loaded.clear(); // the site was built anew while it was read
    version = its;
    return reject(new Error(`search/${name}.js is of another build`));
  }

  function fetched(name) {
    return new Promise((resolve, reject) => {
      waiting.set(name, [resolve, reject]);
      const element = document.createElement("script");
      element.src = `${window.archreportSearch.root}search/${name}.js${version && `?${version}`}`;
      element.onload = () => element.remove();
      element.onerror = () => reject(new Error(`there is no search/${name}.js`));
      document.head.append(element);
    });
  }

  function file(name) {
    if (!loaded.has(name)) {
      const made = fetched(name);
      loaded.set(name, made);
      made.catch(() => loaded.get(name) === made && loaded.delete(name)); // to be tried again
    }
    return loaded.get(name);
  }

  /**
   * The index: `sections` by number, of each page the `first` one's number by its address, and
   * `others`, pairs of a word and the site's own word for the same, the longest first.
   */
  async function open() {
    const index = await file("index");
    if (opened?.of === index) return;
    const sections = index.pages.flatMap(([, , heads], page) =>
      heads.map((head, i) => ({ page, lead: i === 0, head: index.heads[head] })));
    const first = new Map();
    sections.forEach(({ page, lead }, number) => lead && first.set(index.pages[page][0], number));
    const others = index.heads
      .flatMap(([, , ...names]) => names)
      .map((names) => names.map(words.normalised))
      .filter(([name, own]) => name.length > 1 && name !== own)
      .sort(([a], [b]) => b.length - a.length);
    const common = new Set(index.common);
    const cuts = new RegExp(index.common.filter(words.isHan).join("|"));
    opened = { of: index, ...index, sections, first, others, common, cuts };
  }

  /** In a sorted list the last place that is not above `key`. */
  function place(list, key) {
    const above = list.findIndex((one) => one > key);
    return Math.max(0, (above < 0 ? list.length : above) - 1);
  }

  const stretch = (term) => file(`terms-${place(opened.terms, term)}`);

  // -- what one word finds ----------------------------------------------------------------------

  /** Put the sections of `steps` (steps and impacts in turn) into `found`. */
  function collect(found, steps, weight) {
    for (let i = 0, section = 0; i < steps.length; i += 2) {
      section += steps[i];
      found.set(section, Math.max(found.get(section) ?? 0, steps[i + 1] * weight));
    }
  }

  async function sectionsWith(term) {
    const found = new Map();
    const { terms } = await stretch(term);
    if (Object.hasOwn(terms, term)) collect(found, terms[term], 1);
    return found;
  }

  /** Put into `found` the sections with a term that begins with `start`. */
  async function addBegun(found, start) {
    for (let at = place(opened.terms, start); at < opened.terms.length; at++) {
      if (opened.terms[at] > start && !opened.terms[at].startsWith(start)) break;
      const { terms } = await file(`terms-${at}`);
      for (const [term, steps] of Object.entries(terms)) {
        if (term !== start && term.startsWith(start)) collect(found, steps, BEGINS);
      }
    }
  }

  /** Whether two words differ in one letter: left out, put in, exchanged, or two swapped. */
  function alike(a, b) {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    const [restA, restB] = [a.slice(at), b.slice(at)];
    const swapped = restA[0] === restB[1] && restA[1] === restB[0];
    return restA.slice(1) === restB.slice(1) || restA === restB.slice(1)
      || restA.slice(1) === restB || (swapped && restA.slice(2) === restB.slice(2));
  }

  /** Put into `found` the sections with a word like `word` that stands near it in the index. */
  async function addAlike(found, word) {
    const { terms } = await stretch(word);
    for (const [term, steps] of Object.entries(terms)) {
      if (alike(term, word)) collect(found, steps, ALIKE);
    }
  }

  /** The rows of layer tables called `name`: by page, the row's id and what it counts. */
  async function rowsCalled(name, typing) {
    const { rows } = await stretch(name);
    const found = new Map();
    const note = (list, weight) => {
      for (const [id, ...pages] of list) {
        for (const page of pages) if (!found.has(page)) found.set(page, [id, weight]);
      }
    };
    if (Object.hasOwn(rows, name)) note(rows[name], ROW);
    if (typing && name.length > 3 && /[0-9_]/.test(name)) {
      for (const [longer, list] of Object.entries(rows)) {
        if (longer.startsWith(name)) note(list, ROW * BEGINS);
      }
    }
    return found;
  }

  /** What a word of the question finds; `typing` where the reader may not have finished it. */
  async function wordFound(run, typing) {
    const whole = words.joined(run);
    const sections = await sectionsWith(words.stem(whole));
    if (typing && whole.length > 2) await addBegun(sections, words.british(whole));
    const rows = await rowsCalled(whole, typing);
    if (sections.size || rows.size) return { run, sections, rows };
    const parts = words.parts(run);
    if (parts.length > 1) {
      const lists = await Promise.all(parts.map((part) => sectionsWith(words.stem(part))));
      for (const [section, impact] of lists[0]) {
        if (lists.every((list) => list.has(section))) sections.set(section, impact);
      }
    } else if (whole.length > 3) {
      await addAlike(sections, words.stem(whole));
    }
    return { run, sections, rows };
  }

  /** What a run of Chinese characters finds, cut where two of them stand side by side nowhere. */
  async function hanFound(run) {
    const rows = new Map();
    if (run.length === 1) {
      const sections = await sectionsWith(run);
      await addBegun(sections, run);
      return [{ run, sections, rows }];
    }
    const lists = await Promise.all(words.pairs(run).map(sectionsWith));
    const pieces = [];
    for (let start = 0, end = 0; end <= lists.length; end++) {
      if (lists[end]?.size) continue;
      const piece = run.slice(start, end + 1);
      if (end > start) pieces.push({ run: piece, ...together(lists.slice(start, end)), rows });
      start = end + 1;
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
    const all = words.runs(text);
    const cut = all.flatMap((run) => (words.isHan(run) ? run.split(opened.cuts) : [run]));
    const some = cut.filter((run) => run && !opened.common.has(run));
    return some.length ? some : all;
  }

  async function found(text) {
    const runs = telling(text);
    const last = /\s$/.test(text) ? -1 : runs.length - 1;
    const units = await Promise.all(
      runs.map((run, i) => (words.isHan(run) ? hanFound(run) : wordFound(run, i === last))),
    );
    return units.flat();
  }

  /** The names in a question: each stretch of its words, with its share of what all say. */
  function names(units, says) {
    const shares = new Map();
    for (let i = 0; i < units.length; i++) {
      for (let j = i + 1; j <= units.length; j++) {
        const name = units.slice(i, j).map(({ run }) => words.flat(run)).join("");
        shares.set(name, sum(says.slice(i, j)) / sum(says));
      }
    }
    return shares;
  }

  /** {score, all} by section number, and by "page#id" for rows; `all`: nothing is missing. */
  function scores(units) {
    const count = opened.sections.length;
    const says = units.map(({ sections }) => Math.log(1 + count / (1 + sections.size)));
    const scored = new Map();
    const note = (key, impacts) => {
      const covered = sum(says.filter((_, i) => impacts[i])) / sum(says);
      const all = units.every(({ partly }, i) => impacts[i] && !partly?.has(key));
      scored.set(key, { score: sum(impacts) * covered ** 1.5, all });
    };
    for (const section of new Set(units.flatMap(({ sections }) => [...sections.keys()]))) {
      note(section, units.map(({ sections }) => sections.get(section) ?? 0));
    }
    const asked = names(units, says);
    for (const [section, one] of scored) {
      const [, title, ...more] = opened.sections[section].head;
      const called = [title, ...title.split(/[,;，；、()（）]/), ...more.map(([name]) => name)];
      const share = Math.max(...called.map((name) => asked.get(words.flat(name)) ?? 0));
      one.score *= 1 + (NAMED - 1) * share;
    }
    units.forEach(({ rows }, which) => {
      for (const [page, [id, score]] of rows) {
        const [url] = opened.pages[page]; // a table by itself belongs to the page above
        const lead = opened.first.get(url) ?? opened.first.get(url.replace(/[^/]+\/$/, ""));
        note(`${page}#${id}`, units.map(({ sections }, i) =>
          (i === which ? score : sections.get(lead) ?? 0)));
      }
    });
    return scored;
  }

  /** The question with the site's own word for each that the site only names as another one. */
  function inOwnWords(text) {
    return opened.others.reduce((said, [name, own]) => {
      if (said.includes(own) || !said.includes(name)) return said;
      if (words.isHan(name)) return said.replaceAll(name, own);
      const alone = new RegExp(`(^|[^a-z0-9])${words.literally(name)}(?![a-z0-9])`, "g");
      return said.replace(alone, `$1${own}`);
    }, words.normalised(text));
  }

  /**
   * The pages that answer `text`, best first, each with its best sections or rows:
   * {url, title, sections: [{anchor, title, names, number, lead}]}; a row has no number.
   * `asked` holds the runs that were looked up.
   */
  async function search(text) {
    await open();
    const units = await found(text);
    const scored = scores(units);
    const own = inOwnWords(text);
    if (own !== words.normalised(text)) {
      const others = await found(own);
      units.push(...others);
      for (const [key, { score, all }] of scores(others)) {
        const one = scored.get(key) ?? { score: 0, all: false };
        scored.set(key, { score: Math.max(one.score, score * OTHER_WORD), all: all || one.all });
      }
    }
    const least = LEAST * Math.max(...[...scored.values()].map(({ score }) => score));
    const shown = [...scored].filter(([, { score, all }]) => all || score >= least);
    return { asked: [...new Set(units.map(({ run }) => run))], pages: byPage(shown) };
  }

  function byPage(scored) {
    const sections = new Map();
    for (const [key, { score }] of scored) {
      const one = { ...(typeof key === "string" ? rowOf(key) : sectionOf(key)), score };
      sections.set(one.page, [...(sections.get(one.page) ?? []), one]);
    }
    const pages = [...sections].map(([page, all]) => {
      const best = all.sort((a, b) => b.score - a.score || a.number - b.number).slice(0, 3);
      const score = best[0].score + MORE * sum(best.slice(1).map((one) => one.score));
      const [url, title] = opened.pages[page];
      const good = best.filter((one) => one.score >= best[0].score / 2);
      return { page, url, title, score, sections: good };
    });
    return pages.sort((a, b) => b.score - a.score || a.page - b.page);
  }

  function rowOf(key) {
    const [page, id] = key.split("#");
    return { page: Number(page), anchor: id, title: id, names: [] };
  }

  function sectionOf(number) {
    const { page, lead, head: [anchor, title, ...others] } = opened.sections[number];
    return { page, lead, number, anchor, title, names: others.map(([name]) => name) };
  }

  /** The text of a section. */
  async function textOf(number) {
    const at = place(opened.texts, number);
    return (await file(`texts-${at}`))[number - opened.texts[at]];
  }

  return { search, textOf, take };
})();
