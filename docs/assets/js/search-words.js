// What the search takes for a word: texts cut into terms exactly as the index was
// (archreport/site/search/words.py; a test holds the two against each other), and where the words
// of a question stand in a text.

"use strict";

window.archreportSearch.words = (() => {
  const HAN = "\\u4e00-\\u9fff";
  const WORD = "[a-z0-9_\\u00c0-\\u024f\\u0370-\\u03ff]+(?:[.\\-–][a-z0-9_]+)*";
  const RUN = new RegExp(`[${HAN}]+|${WORD}`, "g");
  const ANY_HAN = new RegExp(`[${HAN}]`);

  function normalised(text) {
    return text
      .normalize("NFKC")
      .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
      .toLowerCase()
      .replace(/×/g, "x")
      .replace(/([0-9])\s*[x*]\s*(?=[0-9])/g, "$1x")
      .replace(/([0-9]),(?=[0-9]{3}(?![0-9]))/g, "$1");
  }

  const british = (word) => word.replaceAll("iz", "is").replaceAll("yz", "ys");

  function stem(word) {
    if (word.length < 4 || !/^\p{L}+$/u.test(word)) return word;
    const whole = british(word);
    if (whole.endsWith("ies")) return `${whole.slice(0, -3)}y`;
    if (/(ss|x|sh|ch)es$/.test(whole)) return whole.slice(0, -2);
    return /[^sui]s$/.test(whole) ? whole.slice(0, -1) : whole;
  }

  /** The words of a text, and its runs of Chinese characters. */
  const runs = (text) => normalised(text).match(RUN) ?? [];
  const isHan = (run) => ANY_HAN.test(run);

  /** The words that a hyphen or a dot joins. */
  const parts = (run) => run.split(/[.\-–]/);
  const joined = (run) => parts(run).join("");

  /** Each two neighbours in a run of Chinese characters. */
  function pairs(run) {
    if (run.length < 2) return [run];
    return Array.from(run.slice(1), (_, i) => run.slice(i, i + 2));
  }

  function terms(text) {
    return runs(text).flatMap((run) => {
      if (isHan(run)) return pairs(run);
      return [...parts(run), ...(parts(run).length > 1 ? [joined(run)] : [])].map(stem);
    });
  }

  /** A text without what stands between its words: how names are compared. */
  const flat = (text) =>
    runs(text).map((run) => (isHan(run) ? run : parts(run).map(stem).join(""))).join("");

  // -- where words stand ------------------------------------------------------------------------

  const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  /** A pattern for what a word looks like on a page: 1x1 is also 1 × 1, stride also strides. */
  function pattern(run) {
    if (/^[0-9]+(x[0-9]+)+$/.test(run)) return run.split("x").join("\\s*[x×*]\\s*");
    const looks = parts(run).map((word) => {
      const start = literally(stem(word)).replace(/([iy])s/g, "$1[sz]");
      return /^\p{L}{4,}$/u.test(word) ? `${start.replace(/y$/, "(?:y|ie)")}[a-z]*` : start;
    });
    return looks.join("[.\\-– ]?");
  }

  /** The places of the runs in `text`: [[start, end], …], in order and apart from each other. */
  function places(text, asked) {
    const found = [];
    const note = (patterns, before) => {
      if (!patterns.length) return;
      for (const one of text.matchAll(new RegExp(`(${before})(?:${patterns.join("|")})`, "gi"))) {
        found.push([one.index + one[1].length, one.index + one[0].length]);
      }
    };
    const han = asked.filter(isHan);
    const whole = han.filter((run) => text.includes(run));
    note(whole.length ? whole : han.flatMap(pairs), "");
    note(asked.filter((run) => !isHan(run)).map(pattern), "^|[^a-z0-9_]");
    found.sort(([a], [b]) => a - b);
    return found.filter(([start], i) => i === 0 || start >= found[i - 1][1]);
  }

  return {
    british, flat, isHan, joined, literally, normalised, pairs, parts, places, runs, stem, terms,
  };
})();
