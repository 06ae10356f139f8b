// Paint with a kernel: what a transposed convolution does with each of its values.

"use strict";

(() => {
  const { html, number, phrase, drawing, grid, slider, choice, bring } = window.archreportFigures;
  const CELL = 26;

  bring("paint-transposed", ({ values, kernel, stride, padding, extra: added }, words) => {
    const n = values.length;
    const given = kernel;
    const state = { k: kernel.length, stride, padding, extra: added, kind: "given", on: null };
    const painted = values.map((line) => [...line]);
    const [brush, canvas] = [html("div"), html("div")];
    const size = html("p", { class: "sum" });
    const overlap = html("p", { class: "sum", "aria-live": "polite" });

    /** The kernel: the figure's own, ones, or a tent, which bilinear interpolation uses. */
    function weights() {
      if (state.kind === "given") return given;
      const side = [...Array(state.k).keys()].map((i) =>
        state.kind === "tent" ? Math.min(i + 1, state.k - i) : 1);
      return side.map((a) => side.map((b) => a * b));
    }

    /** The whole canvas: at each place the sum, and how many kernels reach it. */
    function paint(weights_) {
      const side = (n - 1) * state.stride + state.k + state.extra;
      const cells = [...Array(side)].map(() =>
        [...Array(side)].map(() => ({ sum: 0, count: 0, on: false })));
      painted.forEach((line, r) => line.forEach((value, c) => {
        weights_.forEach((row, i) => row.forEach((weight, j) => {
          const cell = cells[r * state.stride + i][c * state.stride + j];
          cell.sum += value * weight;
          cell.count += 1;
          cell.on ||= state.on?.[0] === r && state.on?.[1] === c;
        }));
      }));
      return cells;
    }

    function show() {
      const weights_ = weights();
      const cells = paint(weights_);
      const side = cells.length;
      const { stride: s, padding: p, k, extra } = state;
      const m = side - 2 * p;
      const kept = (i) => i >= p && i < p + m;
      const most = Math.max(...cells.flat().map(({ count }) => count));
      brush.replaceChildren(drawing(words.kernel, k * CELL + 2, k * CELL + 2,
        ...grid(k, k, CELL, (i, j) => ({ kind: "on", text: number(weights_[i][j]) }))));
      canvas.replaceChildren(drawing(words.canvas, side * CELL + 2, side * CELL + 2,
        ...grid(side, side, CELL, (i, j) => {
          const { sum, count, on } = cells[i][j];
          if (!kept(i) || !kept(j)) return { kind: on ? "pad on" : "pad", text: number(sum) };
          return { kind: on ? "on" : "out", tint: on ? null : count / most || 0.001, text: number(sum) };
        })));
      const formula = `(${n} − 1)·${s} − 2·${p} + ${k}${extra ? ` + ${extra}` : ""}`;
      size.replaceChildren(html("b", {}, words.size), ` ${formula} = ${m}`);
      const counts = cells.slice(p, p + m).flatMap((line) => line.slice(p, p + m))
        .map(({ count }) => count);
      const [least, largest] = [Math.min(...counts), Math.max(...counts)];
      overlap.textContent = phrase(m > 0 ? words.overlap : words.nothing, { least, largest });
    }

    const change = (name) => (value) => {
      state[name] = value;
      if (name === "kind" && value === "given") sides.set((state.k = given.length));
      if (name === "k" && state.kind === "given" && value !== given.length) {
        state.kind = kind.querySelector("select").value = "ones"; // the drawn kernel has one size
      }
      limit();
      show();
    };
    /** PyTorch takes an output padding below the stride only; of the canvas something must stay. */
    function limit() {
      const most = state.stride - 1;
      state.extra = Math.min(state.extra, most);
      extra.set(state.extra, most);
      const side = (n - 1) * state.stride + state.k + state.extra;
      const margin = Math.min(2, Math.floor((side - 1) / 2));
      state.padding = Math.min(state.padding, margin);
      margins.set(state.padding, margin);
    }
    const extra = slider(words.extra, { max: stride - 1, value: added, onchange: change("extra") });
    const margins = slider(words.padding, { max: 2, value: padding, onchange: change("padding") });
    const fields = painted.map((line, r) => html("div", {}, ...line.map((value, c) => {
      const turn = (on) => () => {
        state.on = on;
        show();
      };
      const field = html("input", {
        type: "number", min: -9, max: 9, value,
        "aria-label": phrase(words.value, { row: r + 1, column: c + 1 }),
        onfocus: turn([r, c]), onblur: turn(null),
        onmouseenter: turn([r, c]), onmouseleave: turn(null),
        oninput: () => {
          painted[r][c] = Math.trunc(Math.min(9, Math.max(-9, Number(field.value) || 0)));
          show();
        },
        onchange: () => {
          field.value = painted[r][c]; // what is painted, where something else was written
        },
      });
      return field;
    })));
    const kinds = [["given", words.given], ["ones", words.ones], ["tent", words.tent]];
    const kind = choice(words.kind, kinds, change("kind"));
    const sides = slider(words.side, { min: 2, max: 5, value: state.k, onchange: change("k") });
    const controls = [
      kind,
      sides.element,
      slider(words.stride, { min: 1, max: 3, value: stride, onchange: change("stride") }).element,
      margins.element,
      extra.element,
    ];
    limit();
    show();
    const titled = (title, ...box) => html("div", {}, html("span", {}, title), ...box);
    return {
      controls,
      parts: [
        titled(words.input, html("div", { class: "live-values" }, ...fields)),
        titled(words.kernel, brush), titled(words.canvas, canvas),
      ],
      said: [size, overlap],
    };
  });
})();
