// What the figures that can be changed share: elements, grids, controls, numbers in words.
// A figure is <div data-live="name" data-settings="…"> around a drawing that is complete by itself.

"use strict";

window.archreportFigures = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function filled(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  const html = (name, attributes = {}, ...children) =>
    filled(document.createElement(name), attributes, children);
  const svg = (name, attributes = {}, ...children) =>
    filled(document.createElementNS(SVG, name), attributes, children);

  /** 1,234 and −5; fractions keep four digits. */
  function number(value) {
    const short = Number.isInteger(value) ? value : Number(value.toPrecision(4));
    return short.toLocaleString("en-US", { maximumFractionDigits: 20 }).replace("-", "−");
  }

  /** "{n} layers" with its values in; numbers are grouped. */
  const phrase = (text, values = {}) =>
    text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? number(value) : value;
    });

  /** A drawing of its own size, with a name for those who listen. */
  function drawing(name, width, height, ...children) {
    const size = { viewBox: `0 0 ${width} ${height}`, width, height };
    return svg("svg", { class: "plot idea", role: "img", "aria-label": name, ...size }, ...children);
  }

  /**
   * Cells in rows: ``cell(i, j)`` gives {kind, text, onclick}. Those with a plain outline come
   * first, so that no marked one is covered.
   */
  function grid(rows, columns, size, cell) {
    const plain = [];
    const marked = [];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const { kind = "", text = "", onclick, tint } = cell(i, j);
        const at = { x: j * size + 1, y: i * size + 1, width: size, height: size };
        const box = svg("rect", { class: `cell ${kind}`.trim(), ...at });
        if (tint) box.style.fillOpacity = tint;
        const x = at.x + size / 2;
        const label = { class: "t-node", x, y: at.y + size / 2 + 4, "text-anchor": "middle" };
        const group = svg("g", onclick ? { onclick, class: "press" } : {}, box);
        if (text !== "") group.append(svg("text", label, text));
        (kind ? marked : plain).push(group);
      }
    }
    return [...plain, ...marked];
  }

  /** A labelled slider that says its value: {element, value, set(value), limit(max)}. */
  function slider(label, { min = 0, max, value, says = number, onchange }) {
    const input = html("input", { type: "range", min, max, step: 1 });
    const output = html("output");
    const show = () => {
      output.textContent = says(Number(input.value));
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.value = value;
    input.addEventListener("input", () => {
      show();
      onchange(Number(input.value));
    });
    show();
    return {
      element: html("label", {}, html("span", {}, label), input, output),
      get value() {
        return Number(input.value);
      },
      set(now, most = input.max) {
        input.max = most;
        input.value = now;
        show();
      },
    };
  }

  /** A labelled choice among [value, words]. */
  function choice(label, options, onchange) {
    const select = html("select", { onchange: () => onchange(select.value) },
      ...options.map(([value, words]) => html("option", { value }, words)));
    return html("label", {}, html("span", {}, label), select);
  }

  /**
   * Bring every figure of this name to life. ``build(settings, words)`` gives {controls, parts,
   * said}: the controls go above the drawing, the parts in its place, and what is said below.
   */
  function bring(name, build) {
    for (const root of document.querySelectorAll(`[data-live="${name}"]`)) {
      const { words, ...settings } = JSON.parse(root.dataset.settings);
      const { controls, parts, said } = build(settings, words);
      const box = root.closest(".fig-scroll") ?? root;
      box.before(html("div", { class: "live-controls" }, ...controls));
      box.after(...said);
      root.replaceChildren(...parts);
      root.classList.add("live");
    }
  }

  return { html, svg, number, phrase, drawing, grid, slider, choice, bring };
})();
