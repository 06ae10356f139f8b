// The search itself: fetched when somebody searches, and then of the index only what is asked for.
//
// The index is made with the site (archreport/site/search). It is read through <script>, so that it
// also works in a copy that is opened as a file, where nothing can be fetched.

"use strict";

const archreportSearch = (() => {
  const HAN = "\\u4e00-\\u9fff";
  const RUNS = new RegExp(
    `[${HAN}]+|[a-z0-9_\\u00c0-\\u024f\\u0370-\\u03ff]+(?:[.\\-–][a-z0-9_]+)*`, "g");
  const IS_HAN = new RegExp(`[${HAN}]`);
  const PREFIX = 0.7; // what a word counts that only begins as asked
  const VARIANT = 0.9; // what a section counts that uses another word for the term
  const NAMED = 2.5; // a section whose title is what was asked
  const ROW = 60; // a row of a layer table, by its name
  const OTHERS = 0.1; // what a page's further sections add to its best one

  // -- the same terms as archreport/site/search/words.py ---------------------------------------

  function normalised(text) {
    return text.normalize("NFKC").replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "").toLowerCase()
      .replace(/×/g, "x")
      .replace(/(?<=\d)\s*[x*]\s*(?=\d)/g, "x")
      .replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  }

  function stem(word) {
    if (word.length < 4 || !/^\p{L}+$/u.test(word)) return word;
    word = word.replaceAll("iz", "is").replaceAll("yz", "ys");
    if (word.endsWith("ies")) return word.slice(0, -3) + "y";
    if (/(ss|x|sh|ch)es$/.test(word)) return word.slice(0, -2);
    if (/[^sui]s$/.test(word)) return word.slice(0, -1);
    return word;
  }

  const parts = (run) => run.split(/[.\-–]/);

  function pairs(run) {
    return run.length < 2 ? [run] : Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2));
  }

  /** The runs of a text: {run, han}. */
  function runs(text) {
    return (normalised(text).match(RUNS) ?? []).map((run) => ({ run, han: IS_HAN.test(run) }));
  }

  function terms(text) {
    return runs(text).flatMap(({ run, han }) => {
      if (han) return pairs(run);
      const words = parts(run);
      return [...words.map(stem), ...(words.length > 1 ? [stem(words.join(""))] : [])];
    });
  }

  // -- the files of the index ------------------------------------------------------------------

  let base = "";
  let load = null;
  const files = new Map();
  const waiting = new Map();

  function take(version, name, data) {
    waiting.get(name)?.(data);
  }

  function script(name) {
    return new Promise((resolve, reject) => {
      waiting.set(name, resolve);
      const element = document.createElement("script");
      element.src = `${base}${name}.js`;
      element.onerror = () => reject(new Error(name));
      element.onload = () => element.remove();
      document.head.append(element);
    });
  }

  function file(name) {
    if (!files.has(name)) files.set(name, (load ?? script)(name));
    return files.get(name);
  }

  let index = null;

  async function open() {
    if (index) return index;
    const read = await file("index");
    const first = []; // of each page, its first section
    const sections = [];
    read.pages.forEach(([, , heads], page) => {
      first.push(sections.length);
      heads.forEach((head) => sections.push({ page, head }));
    });
    const aliases = [];
    for (const [, , ...names] of read.heads) {
      for (let i = 0; i < names.length; i += 2) {
        if (names[i] !== names[i + 1]) aliases.push([normalised(names[i]), normalised(names[i + 1])]);
      }
    }
    aliases.sort((a, b) => b[0].length - a[0].length);
    index = { ...read, first, sections, aliases };
    return index;
  }

  /** The last place in a sorted list that is not above `key`. */
  function place(list, key) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  // Python sorts by code point, JavaScript by unit: alike in the planes that occur here.
  const shard = (number) => file(`terms-${number}`);

  function addPostings(found, flat, weight) {
    for (let i = 0, section = 0; i < flat.length; i += 2) {
      section += flat[i];
      found.set(section, Math.max(found.get(section) ?? 0, flat[i + 1] * weight));
    }
  }

  async function exactly(term, found = new Map()) {
    const { t } = await shard(place(index.terms, term));
    if (t[term]) addPostings(found, t[term], 1);
    return found;
  }

  async function beginning(prefix, found) {
    const from = place(index.terms, prefix);
    for (let number = from; number < index.terms.length && number < from + 3; number++) {
      if (number > from && !index.terms[number].startsWith(prefix)) break;
      const { t } = await shard(number);
      for (const term of Object.keys(t)) {
        if (term.startsWith(prefix) && term !== prefix) addPostings(found, t[term], PREFIX);
      }
    }
    return found;
  }

  async function rowsCalled(word, last) {
    const key = parts(word).join("");
    const from = place(index.terms, key);
    const { r } = await shard(from);
    const found = new Map();
    const take = (entries, weight) => {
      for (const [id, ...pages] of entries) for (const page of pages) if (!found.has(page)) found.set(page, [id, weight]);
    };
    take(r[key] ?? [], ROW);
    if (last && /[\d_]/.test(key) && key.length > 3) {
      for (const name of Object.keys(r)) if (name.startsWith(key)) take(r[name], ROW * PREFIX);
    }
    return found;
  }

  // -- a question ------------------------------------------------------------------------------

  /** What one run of the question finds: sections and rows with their scores. */
  async function unit({ run, han }, last) {
    const sections = new Map();
    if (han && run.length === 1) return { sections: await beginning(run, await exactly(run)), rows: new Map() };
    if (han) {
      const asked = [...new Set(pairs(run))];
      const lists = await Promise.all(asked.map((pair) => exactly(pair)));
      for (const list of lists) {
        for (const [section, impact] of list) {
          const sum = sections.get(section) ?? [0, 0];
          sections.set(section, [sum[0] + impact, sum[1] + 1]);
        }
      }
      for (const [section, [sum, times]] of sections) {
        sections.set(section, (sum / asked.length) * (times / asked.length) ** 2);
      }
      return { sections, rows: new Map(), };
    }
    const words = parts(run);
    const found = await exactly(stem(words.join("")));
    if (last && run.length > 2) await beginning(words.length > 1 ? words.join("") : run, found);
    if (words.length > 1 && !found.size) {
      const lists = await Promise.all(words.map((word) => exactly(stem(word))));
      for (const [section, impact] of lists[0]) {
        if (lists.every((list) => list.has(section))) found.set(section, impact);
      }
    }
    return { sections: found, rows: await rowsCalled(run, last) };
  }

  const flat = (text) => (normalised(text).match(RUNS) ?? []).flatMap((run) => IS_HAN.test(run) ? [run] : parts(run).map(stem)).join("");

  const split = (title) => title.split(/[,;，；、()（）]/);

  /** Score of every section and row that has something of `text`. */
  async function evaluate(text) {
    const asked = runs(text);
    const open = !/\s$/.test(text);
    const units = await Promise.all(asked.map((run, i) => unit(run, open && i === asked.length - 1)));
    const scores = new Map();
    const rarity = units.map(({ sections }) => Math.log(1 + index.sections.length / (1 + sections.size)));
    const total = rarity.reduce((a, b) => a + b, 0);
    const add = (key, found) => {
      const covered = rarity.reduce((sum, one, i) => sum + (found[i] ? one : 0), 0) / total;
      scores.set(key, { score: found.reduce((a, b) => a + b, 0) * covered ** 1.5, all: found.every(Boolean) });
    };
    const every = new Set(units.flatMap(({ sections }) => [...sections.keys()]));
    for (const section of every) {
      const found = units.map(({ sections }) => sections.get(section) ?? 0);
      add(section, found);
    }
    units.forEach(({ rows }, which) => {
      for (const [page, [id, score]] of rows) {
        add(`${page}#${id}`, units.map(({ sections }, i) => (i === which ? score : sections.get(index.first[page]) ?? 0)));
      }
    });
    const phrases = new Map(); // every stretch of the question, with its share of what it says
    for (let i = 0; i < asked.length; i++) {
      for (let j = i; j < asked.length; j++) {
        const share = rarity.slice(i, j + 1).reduce((x, y) => x + y, 0) / total;
        phrases.set(asked.slice(i, j + 1).map(({ run }) => flat(run)).join(""), share);
      }
    }
    for (const [key, found] of scores) {
      if (typeof key !== "number") continue;
      const [, title, ...names] = index.heads[index.sections[key].head];
      const called = [title, ...split(title), ...names.filter((_, i) => i % 2 === 0)];
      const share = Math.max(...called.map((name) => phrases.get(flat(name)) ?? 0));
      found.score *= 1 + (NAMED - 1) * share;
    }
    return scores;
  }

  /** The question with the site's words for what it names otherwise. */
  function translated(text) {
    let out = normalised(text);
    for (const [alias, name] of index.aliases) {
      const sign = alias.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const pattern = IS_HAN.test(alias) ? sign : `(?<![a-z0-9])${sign}(?![a-z0-9])`;
      if (alias.length > 1 && !out.includes(name)) out = out.replace(new RegExp(pattern), name);
    }
    return out;
  }

  /** Pages, best first: {page, score, sections: [{anchor, title, section, score}]}. */
  async function search(text) {
    await open();
    if (!runs(text).length) return { pages: [], all: true };
    const scores = await evaluate(text);
    const other = translated(text);
    if (other !== normalised(text)) {
      for (const [key, found] of await evaluate(other)) {
        const score = found.score * VARIANT;
        if (score > (scores.get(key)?.score ?? 0)) scores.set(key, { score, all: found.all });
      }
    }
    const all = [...scores.values()].some((found) => found.all);
    const pages = new Map();
    for (const [key, found] of scores) {
      const row = typeof key === "string";
      const page = row ? Number.parseInt(key, 10) : index.sections[key].page;
      const [anchor, title] = row ? [key.slice(key.indexOf("#") + 1)] : index.heads[index.sections[key].head];
      const entry = { anchor, title: title ?? anchor, row, section: row ? null : key, score: found.score };
      if (!pages.has(page)) pages.set(page, []);
      pages.get(page).push(entry);
    }
    const ranked = [...pages].map(([page, sections]) => {
      sections.sort((a, b) => b.score - a.score || (a.section ?? 0) - (b.section ?? 0));
      const rest = sections.slice(1, 3).reduce((sum, { score }) => sum + score, 0);
      return { page, url: index.pages[page][0], title: index.pages[page][1], score: sections[0].score + OTHERS * rest, sections };
    });
    ranked.sort((a, b) => b.score - a.score || a.page - b.page);
    return { pages: ranked, all, other };
  }

  return { take, search, terms, excerptOf: null, set base(x) { base = x; }, set load(x) { load = x; } };
})();
