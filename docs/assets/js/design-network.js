// Design a network: one layer a line, as archreport.course.design reads it, counted at every key.

"use strict";

(() => {
  const { html, number, phrase, choice, bring } = window.archreportFigures;

  /** Sizes of layers that read a list have no maps; a field stands only where there are maps. */
  const OPTIONS = ["stride", "pad", "groups"];
  const TAKES = { conv: OPTIONS, pool: ["stride", "pad"] };
  const USAGES = {
    conv: "conv CHANNELS KERNELxKERNEL [stride N] [pad N] [groups N]",
    pool: "pool WINDOW [stride N] [pad N]",
    dropout: "dropout SHARE",
    linear: "linear VALUES",
  };

  class Fault extends Error {}

  bring("design-network", ({ designs, size, channels, budget, sentences, separator }, words) => {
    const say = (key, values = {}) =>
      phrase(sentences[`design.${key}`].replace(/\{(\w+)!r\}/g, "“{$1}”"), values);
    const fault = (line, what, hint) => {
      const { number: at, text } = line;
      return new Fault(`${say("line", { number: at, text, fault: what })}\n${hint}`);
    };
    const usage = ({ kind }) => say("usage", { usage: USAGES[kind] ?? kind });

    // -- reading the lines ---------------------------------------------------------------------

    function lines(text) {
      const found = [];
      text.split(/\r\n|[\n\r]/).forEach((whole, index) => {
        const parts = whole.split("#")[0].split(/\s+/).filter(Boolean);
        if (!parts.length) return;
        const [kind] = parts;
        const line = { number: index + 1, text: parts.join(" "), kind, options: {} };
        if (!Object.hasOwn(LAYERS, kind)) {
          const names = Object.keys(LAYERS).join(separator);
          throw fault(line, say("unknown", { name: kind }), phrase(sentences["known.these"], { names }));
        }
        const at = parts.findIndex((word) => OPTIONS.includes(word));
        const first = at < 0 ? parts.length : at;
        line.values = parts.slice(1, first);
        const rest = parts.slice(first);
        const names = rest.filter((_, place) => place % 2 === 0);
        if (rest.length % 2 || names.some((name) => !OPTIONS.includes(name))) {
          throw fault(line, say("pairs"), say("pairs.hint", { usage: usage(line) }));
        }
        names.forEach((name, place) => {
          line.options[name] = wholeNumber(line, rest[2 * place + 1], say("option", { name }), 0);
        });
        const refused = names.filter((name) => !(TAKES[kind] ?? []).includes(name)).sort()[0];
        if (refused) throw fault(line, say("takes_no", { kind, name: refused }), usage(line));
        found.push(line);
      });
      if (!found.length) {
        const names = Object.keys(LAYERS).join(separator);
        throw new Fault(`${say("empty")}\n${say("empty.hint", { names })}`);
      }
      return found;
    }

    function wholeNumber(line, text, what, least) {
      if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
      throw fault(line, say("whole", { what, least, text }), usage(line));
    }

    function take(line, count) {
      const { kind, values } = line;
      if (values.length === count) return values;
      const key = count === 1 ? "value" : "values";
      throw fault(line, say(key, { kind, count, given: values.length }), usage(line));
    }

    const cross = (extents) => extents.map(String).join(" × ");

    function maps(line, here) {
      if (here.length === 3) return;
      const said = say("no_maps", { kind: line.kind, count: String(here[0]) });
      throw fault(line, said, say("no_maps.hint"));
    }

    // -- what each layer makes of its input ----------------------------------------------------

    /** A window on the maps: {out, field, jump}, the latter for height and width. */
    function slide(line, here, { kernel, stride, pad, out }, seen) {
      const sizes = here.slice(1).map((n, i) =>
        Math.floor((n + 2 * pad[i] - kernel[i]) / stride) + 1);
      if (!sizes.every((n) => n > 0 && Number.isFinite(n))) throw noFit(line, here);
      return {
        out: [out, ...sizes],
        field: seen.field.map((r, i) => r + (kernel[i] - 1) * seen.jump[i]),
        jump: seen.jump.map((j) => j * stride),
      };
    }
    const noFit = (line, here) =>
      fault(line, say("no_fit", { size: cross(here) }), say("no_fit.hint"));

    function conv(line, here, seen) {
      const [wanted, shape] = take(line, 2);
      const sides = /^([1-9]\d*)[x×]([1-9]\d*)$/.exec(shape);
      if (!sides) throw fault(line, say("no_kernel", { kernel: shape }), usage(line));
      maps(line, here);
      const kernel = [Number(sides[1]), Number(sides[2])];
      const out = wholeNumber(line, wanted, say("channels"), 1);
      const groups = line.options.groups ?? 1;
      if (!groups || here[0] % groups || out % groups) {
        const hint = say("groups.hint", { reads: String(here[0]), writes: String(out) });
        throw fault(line, say("groups", { groups: String(groups) }), hint);
      }
      const given = line.options.pad;
      const pad = kernel.map((k) => given ?? Math.floor((k - 1) / 2));
      const stride = wholeNumber(line, String(line.options.stride ?? 1), say("stride"), 1);
      const made = slide(line, here, { kernel, stride, pad, out }, seen);
      const weights = kernel[0] * kernel[1] * (here[0] / groups) * out;
      return [{ ...made, params: weights + out, macs: made.out[1] * made.out[2] * weights }];
    }

    function pool(line, here, seen) {
      const window_ = wholeNumber(line, take(line, 1)[0], say("window"), 1);
      maps(line, here);
      const { pad = 0 } = line.options;
      const stride = wholeNumber(line, String(line.options.stride ?? window_), say("stride"), 1);
      if (pad > Math.floor(window_ / 2)) throw noFit(line, here);
      const square = { kernel: [window_, window_], stride, pad: [pad, pad], out: here[0] };
      return [slide(line, here, square, seen)];
    }

    function norm(line, here) {
      take(line, 0);
      maps(line, here);
      return [{ out: here, params: 2 * here[0] }];
    }

    function same(count) {
      return (line, here) => {
        const [share] = take(line, count);
        if (share !== undefined && !/^0?\.\d+$/.test(share)) {
          throw fault(line, say("share", { text: share }), usage(line));
        }
        return [{ out: here }];
      };
    }

    function average(line, here) {
      take(line, 0);
      maps(line, here);
      return [
        { out: [here[0], 1, 1], name: "average", field: null },
        { out: [here[0]], name: "flatten", field: null },
      ];
    }

    function flatten(line, here) {
      take(line, 0);
      maps(line, here);
      return [{ out: [here[0] * here[1] * here[2]], field: null }];
    }

    function linear(line, here) {
      const out = wholeNumber(line, take(line, 1)[0], say("outputs"), 1);
      if (here.length !== 1) {
        throw fault(line, say("no_list", { size: cross(here) }), say("no_list.hint"));
      }
      return [{ out: [out], params: here[0] * out + out, macs: here[0] * out }];
    }

    const LAYERS = {
      conv, pool, norm, relu: same(0), average, flatten, dropout: same(1), linear,
    };

    /** Every layer of the design, named by kind and number. */
    function count(text) {
      const counts = {};
      const rows = [];
      let here = [channels, size, size];
      let seen = { field: [1, 1], jump: [1, 1] };
      for (const line of lines(text)) {
        for (const made of LAYERS[line.kind](line, here, seen)) {
          const kind = made.name ?? line.kind;
          counts[kind] = (counts[kind] ?? 0) + 1;
          if (made.field !== undefined) seen = made;
          here = made.out;
          const shown = seen.field ? { field: seen.field, jump: seen.jump } : {};
          rows.push({ params: 0, macs: 0, ...made, ...shown, name: `${kind}${counts[kind]}` });
        }
      }
      return rows;
    }

    // -- the page ------------------------------------------------------------------------------

    const both = (pair) => (!pair ? "" : pair[0] === pair[1] ? number(pair[0]) : pair.map(number).join(" × "));
    const total = (rows, what) => rows.reduce((all, row) => all + row[what], 0);
    const cells = (row, tag = "td") => row.map((text) => html(tag, { class: "r" }, text));

    function table(rows) {
      const head = [words.output, words.params, words.macs, words.field, words.jump];
      const body = rows.map((row) =>
        html("tr", { class: "row" }, html("th", { scope: "row" }, row.name), ...cells([
          row.out.map(number).join(" × "), number(row.params), number(row.macs),
          both(row.field), both(row.jump),
        ])));
      return html("table", { class: "ar-table" },
        html("caption", { id: "design-caption" }, html("span", {}, words.caption)),
        html("thead", {}, html("tr", {}, html("th", { scope: "col" }, words.layer),
          ...head.map((text) => html("th", { scope: "col", class: "r" }, text)))),
        html("tbody", {}, ...body),
        html("tfoot", {}, html("tr", {}, html("th", { scope: "row" }, words.total), ...cells([
          "", number(total(rows, "params")), number(total(rows, "macs")), "", "",
        ]))));
    }

    /** Each limit of the budget: kept or not. */
    function judged(rows) {
      const field = Math.max(1, ...rows.filter((row) => row.field).map((row) => Math.min(...row.field)));
      const lines_ = [
        ["params", total(rows, "params"), total(rows, "params") <= budget.params],
        ["macs", total(rows, "macs"), total(rows, "macs") <= budget.macs],
        ["field", field, field >= budget.field],
      ];
      return lines_.map(([what, value, kept]) => html("li", { class: kept ? "is-right" : "is-wrong" },
        phrase(words[`budget_${what}`], {
          value, limit: budget[what], verdict: kept ? words.kept : words.broken,
        })));
    }

    const area = html("textarea", {
      id: "design-text", rows: 16, spellcheck: "false", autocapitalize: "off", oninput: show,
    });
    const result = html("div", {
      class: "table-scroll", role: "region", tabindex: 0, "aria-labelledby": "design-caption",
    });
    const verdict = html("ul", { class: "live-budget", "aria-live": "polite" });
    const side = html("input", {
      type: "number", min: 1, max: 1024, value: size,
      oninput: () => {
        size = Math.trunc(Math.min(1024, Math.max(1, Number(side.value) || 1)));
        show();
      },
      onchange: () => {
        side.value = size; // what is counted with, where something else was written
      },
    });

    function show() {
      try {
        const rows = count(area.value);
        verdict.replaceChildren(...judged(rows));
        result.replaceChildren(table(rows));
        result.hidden = false;
        area.removeAttribute("aria-invalid");
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        verdict.replaceChildren(html("li", { class: "is-wrong" }, error.message));
        result.hidden = true; // the table would be of an earlier design
        area.setAttribute("aria-invalid", "true");
      }
    }
    const start = choice(words.start, designs.map(({ name }, index) => [index, name]), (index) => {
      area.value = designs[index].text;
      show();
    });
    start.querySelector("select").value = designs.length - 1;
    area.value = designs.at(-1).text;
    show();
    return {
      controls: [start, html("label", {}, html("span", {}, words.side), side)],
      parts: [
        html("div", { class: "live-design" },
          html("label", { for: "design-text" }, words.text), area, verdict),
        result,
      ],
      said: [],
    };
  });
})();
