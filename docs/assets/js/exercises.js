// Exercises that answer back: what is typed is read as a number or a sum, and told from the usual
// mistakes, whose results stand coded beside each field. Without this file the fields stay hidden.

"use strict";

(() => {
  const decode = (text) =>
    JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))));

  const words = decode(document.querySelector(".check-words").dataset.words);

  // -- reading a number or a sum ---------------------------------------------------------------

  const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const FACTORS = {
    k: 1e3, m: 1e6, g: 1e9, t: 1e12, thousand: 1e3, million: 1e6, billion: 1e9, bn: 1e9,
    trillion: 1e12, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30,
    千: 1e3, 万: 1e4, 百万: 1e6, 千万: 1e7, 亿: 1e8, 十亿: 1e9, 百亿: 1e10, 千亿: 1e11, 万亿: 1e12,
    "%": 0.01,
  };
  /** Written with a unit of bytes, a number is in bytes and nothing else. */
  const BYTES = /^(bytes?|[kmg]i?b|字节)$/;

  /** One way to write each sign; separators of thousands are taken out. */
  function tidy(text) {
    return text
      .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (digits) =>
        `^${[...digits].map((digit) => SUPERSCRIPTS.indexOf(digit)).join("")}`)
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[×·⋅∙•]|(?<=[\d)\s])x(?=[\d(\s])/g, "*")
      .replace(/[−–—]/g, "-")
      .replace(/[÷⁄∕]/g, "/")
      .replace(/\*\*/g, "^")
      .replace(/^[=≈~约\s]+/, "")
      .replace(/(?<=\d)\s*e\s*([+-]?)\s*(?=\d)/g, "e$1")
      .replace(/(?<=[1-9]\d{0,2}|[1-9]\d{0,2}(?:[,' _]\d{3})+)[,' _](?=\d{3}(?!\d))/g, "")
      .replace(/(\d),(\d)/g, "$1.$2");
  }

  const TOKEN = /\s*(?:(\d+(?:\.\d+)?|\.\d+)(e[+-]?\d+)?|([-+*/^()√%])|([a-zµ]+|[千万亿百十]+|[^\s\d\x00-\x7f]+))/y;

  function tokens(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    while (text.slice(TOKEN.lastIndex).trim()) {
      const part = TOKEN.exec(text);
      if (!part) return null;
      const [, number, exponent, sign, word] = part;
      if (number) found.push({ number, value: Number(number + (exponent ?? "")) });
      else found.push({ sign, word });
    }
    return found;
  }

  /**
   * The value of a number or a sum, null where it is neither: {value, digits, percent, bytes}.
   * ``digits`` are the significant ones, Infinity for a sum, which is exact.
   */
  function read(text) {
    const parts = tokens(tidy(text));
    if (!parts?.length) return null;
    let at = 0;
    let percent = false;
    let bytes = false;
    const next = (sign) => parts[at]?.sign === sign && at++ >= 0;

    /** A word or % behind a number: a power of ten, or a unit that changes nothing. */
    function scaled(value) {
      for (; parts[at]?.word || parts[at]?.sign === "%"; at++) {
        const word = parts[at].word ?? "%";
        percent ||= word === "%";
        bytes ||= BYTES.test(word);
        value *= FACTORS[word] ?? 1;
      }
      return value;
    }
    function atom() {
      if (next("-")) return -atom();
      if (next("√")) return Math.sqrt(atom());
      if (next("(")) {
        const value = sum();
        return next(")") ? scaled(value) : NaN;
      }
      return parts[at]?.number ? scaled(parts[at++].value) : NaN;
    }
    function power() {
      const base = atom();
      return next("^") ? base ** power() : base;
    }
    function product() {
      let value = power();
      for (;;) {
        if (next("*")) value *= power();
        else if (next("/")) value /= power();
        else return value;
      }
    }
    function sum() {
      let value = product();
      for (;;) {
        if (next("+")) value += product();
        else if (next("-")) value -= product();
        else return value;
      }
    }
    const value = sum();
    if (at < parts.length || !Number.isFinite(value)) return null;
    return { value, digits: digitsOf(parts), percent, bytes };
  }

  /** The significant digits of a number, also of one times a power of ten. */
  function digitsOf(parts) {
    const signs = parts.map((part) => part.sign ?? "").join("").replace(/^-/, "");
    const numbers = parts.filter((part) => part.number).map((part) => part.number);
    const plain = numbers.length === 1 && /^%?$/.test(signs);
    const times = numbers.length === 3 && signs === "*^" && numbers[1] === "10";
    if (!plain && !times) return Infinity;
    const [mantissa] = numbers;
    const digits = mantissa.replace(/^[0.]+/, "");
    return (mantissa.includes(".") ? digits : digits.replace(/0+$/, "")).replace(".", "").length || 1;
  }

  // -- judging it --------------------------------------------------------------------------------

  const equal = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-3);

  /** Whether ``target`` rounds to ``value``, which was written with so many digits. */
  function roundsTo(value, target, digits) {
    if (!Number.isFinite(digits) || !value) return false;
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
    return Math.abs(value - target) <= (unit / 2) * (1 + 1e-9);
  }

  /** What a number without a unit may mean: 74 is 74 % in an answer in percent. */
  function meanings({ value, percent, bytes }, form) {
    if (form === "percent" && !percent) return [value, value / 100];
    if (form === "mib" && !bytes) return [value, value * 2 ** 20];
    return [value];
  }

  /** What says only that something is missing is said of an exact result, not of a like one. */
  const VAGUE = ["term_missing", "factor_missing"];

  const unique = (list) => [...new Set(list)];

  /** What is said of a mistake, of two at once, or the sentence that an exercise has of its own. */
  const said = (name) => {
    const known = name.split("+").map((one) => words[one]);
    return known.every(Boolean) ? known.join(" ") : name;
  };

  /** {right, said}: ``right`` is null where more digits are asked for. */
  function judge(text, { right, form, wrong }) {
    if (!text.trim()) return { right: null, said: words.empty };
    const given = read(text);
    if (!given) return { right: false, said: words.unread };
    const meant = meanings(given, form);
    const is = (target) => meant.some((value) => equal(value, target));
    const rounds = (target) => meant.some((value) => roundsTo(value, target, given.digits));
    if (right.some(is)) return { right: true, said: words.right };
    const named = (test) => unique(wrong.filter(([value, name]) => test(value, name)).map(([, name]) => said(name)));
    const exactly = named(is);
    if (exactly.length) return { right: false, said: exactly.join(" ") };
    const like = named(rounds);
    if (rounds(right[0])) {
      if (given.digits < 3 || like.length) return { right: null, said: words.digits };
      return { right: true, said: words.rounded };
    }
    const told = named((value, name) => rounds(value) && !(VAGUE.includes(name) && Number.isInteger(value)));
    if (given.digits >= 3 && told.length) return { right: false, said: told.join(" ") };
    const ratios = meant.map((value) => value / right[0]);
    const fraction = !Number.isInteger(right[0]);
    if (fraction && given.digits >= 3 && ratios.some((r) => Math.abs(r - 1) <= 1e-3)) {
      return { right: true, said: words.rounded };
    }
    if (ratios.some((r) => Math.abs(r - 1) <= 0.02)) return { right: false, said: words.close };
    const powers = ratios.filter((r) => r > 0).map(Math.log10);
    const ten = powers.some((n) => Math.round(n) && Math.abs(n - Math.round(n)) <= 1e-3);
    return { right: false, said: ten ? words.ten : words.wrong };
  }

  // -- the page ----------------------------------------------------------------------------------

  function say(output, { right, said }) {
    output.textContent = said;
    output.className = right === null ? "" : right ? "is-right" : "is-wrong";
  }

  function checkFields(form) {
    const how = form.querySelector("small");
    form.hidden = false;
    form.addEventListener("focusin", () => (how.textContent ||= words.how));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const lines = [...form.querySelectorAll("[data-check]")];
      const written = lines.filter((line) => line.querySelector("input").value.trim());
      for (const line of written.length ? written : lines.slice(0, 1)) {
        const input = line.querySelector("input");
        const verdict = judge(input.value, decode(line.dataset.check));
        say(line.querySelector("output"), verdict);
        input.setAttribute("aria-invalid", String(verdict.right === false));
        input.setAttribute("aria-describedby", line.querySelector("output").id);
      }
    });
    form.addEventListener("input", ({ target }) => {
      target.removeAttribute("aria-invalid");
      say(target.closest("p").querySelector("output"), { right: null, said: "" });
    });
  }

  function checkChoices(form) {
    const { right, because } = decode(form.dataset.choose);
    form.addEventListener("change", ({ target }) => {
      const chosen = Number(target.value);
      say(form.querySelector("output"), {
        right: chosen === right,
        said: because[chosen - 1],
      });
    });
  }

  for (const form of document.querySelectorAll("form.check")) {
    if (form.dataset.choose) checkChoices(form);
    else checkFields(form);
  }
})();
