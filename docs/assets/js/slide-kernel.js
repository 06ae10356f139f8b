// Slide a kernel over a small picture, with any stride, padding and dilation.

"use strict";

(() => {
  const { html, number, phrase, drawing, grid, slider, bring } = window.archreportFigures;
  const CELL = 26;

  bring("slide-kernel", ({ values, kernel, bias }, words) => {
    const n = values.length;
    const k = kernel.length;
    const state = { stride: 1, padding: 0, dilation: 1, place: 0 };
    const [input, weights, output] = ["input", "kernel", "output"].map(() => html("div"));
    const size = html("p", { class: "sum" });
    const sum = html("p", { class: "sum", "aria-live": "polite" });

    const extent = () => state.dilation * (k - 1) + 1;
    const places = () =>
      Math.max(0, Math.floor((n + 2 * state.padding - extent()) / state.stride) + 1);
    const inside = (i) => i >= 0 && i < n;
    /** The value at a place of the padded picture. */
    const at = (i, j) =>
      inside(i - state.padding) && inside(j - state.padding)
        ? values[i - state.padding][j - state.padding] : 0;

    /** The products of the window at row i, column j of the output. */
    function products(i, j) {
      return kernel.flatMap((line, di) => line.map((weight, dj) => {
        const row = i * state.stride + di * state.dilation;
        const column = j * state.stride + dj * state.dilation;
        return [weight, at(row, column)];
      }));
    }
    const result = (i, j) => products(i, j).reduce((all, [a, b]) => all + a * b, bias);

    function show() {
      const { stride, padding, dilation } = state;
      const m = places();
      const row = Math.floor(state.place / m);
      const column = state.place % m;
      const whole = n + 2 * padding;
      const seen = (i, first) => {
        const step = (i - first * stride) / dilation;
        return Number.isInteger(step) && step >= 0 && step < k;
      };
      const edge = (i) => !inside(i - padding);
      input.replaceChildren(drawing(words.input, whole * CELL + 2, whole * CELL + 2,
        ...grid(whole, whole, CELL, (i, j) => ({
          kind: m && seen(i, row) && seen(j, column) ? "on" : edge(i) || edge(j) ? "pad" : "",
          text: number(at(i, j)),
        }))));
      weights.replaceChildren(drawing(words.kernel, k * CELL + 2, k * CELL + 2,
        ...grid(k, k, CELL, (i, j) => ({ kind: "w1", text: number(kernel[i][j]) }))));
      output.replaceChildren(drawing(words.output, m * CELL + 2, m * CELL + 2,
        ...grid(m, m, CELL, (i, j) => ({
          kind: i === row && j === column ? "out" : "",
          text: number(result(i, j)),
          onclick: () => move(i * m + j),
        }))));
      const formula = `⌊(${n} + 2·${padding} − ${extent()})/${stride}⌋ + 1`;
      size.replaceChildren(html("b", {}, words.size), ` ${formula} = ${m}`);
      if (!m) {
        sum.textContent = phrase(words.no_place, { extent: extent(), n: whole });
        return;
      }
      const bracketed = (value) => (value < 0 ? `(${number(value)})` : number(value));
      const terms = products(row, column).map(([a, b]) => `${bracketed(a)}·${bracketed(b)}`);
      const total = `${terms.join(" + ")} + ${bracketed(bias)} = ${number(result(row, column))}`;
      sum.replaceChildren(html("b", {}, words.sum), ` ${total}`);
    }

    function move(place) {
      state.place = place;
      slide.set(place);
      show();
    }
    function change(name) {
      return (value) => {
        state[name] = value;
        state.place = 0;
        slide.set(0, Math.max(0, places() ** 2 - 1));
        show();
      };
    }
    const slide = slider(words.place, {
      max: places() ** 2 - 1, value: 0, onchange: move,
      says: (place) => (places() ? `${Math.floor(place / places()) + 1}, ${(place % places()) + 1}` : "–"),
    });
    const controls = [
      slider(words.stride, { min: 1, max: 3, value: 1, onchange: change("stride") }),
      slider(words.padding, { max: 2, value: 0, onchange: change("padding") }),
      slider(words.dilation, { min: 1, max: 3, value: 1, onchange: change("dilation") }),
      slide,
    ].map(({ element }) => element);
    show();
    const titled = (words_, box) => html("div", {}, html("span", {}, words_), box);
    return {
      controls,
      parts: [
        titled(words.input, input), titled(words.kernel, weights), titled(words.output, output),
      ],
      said: [size, sum],
    };
  });
})();
