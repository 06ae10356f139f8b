// Watch the receptive field grow from layer to layer. Every number is a report's.

"use strict";

(() => {
  const { html, svg, phrase, drawing, slider, choice, bring } = window.archreportFigures;
  const SIDE = 240; // of the picture, on the page
  const MARGIN = 20; // around it: fields reach over its edges
  const STAIRS = 210;

  bring("receptive-field", ({ networks }, words) => {
    let network = networks[0];
    let step = network.steps.length - 1;
    let place = null; // [row, column] of the value that is looked at, the middle one where null
    const picture = html("div");
    const stairs = html("div");
    const said = html("div", { "aria-live": "polite" });

    const middle = (size) => Math.floor((size - 1) / 2);
    const chosen = ({ map }) =>
      (place ?? [middle(map), middle(map)]).map((at) => Math.min(Math.max(at, 0), map - 1));

    /** Where the field of value number ``at`` begins, in pixels of the picture. */
    const begins = ({ start, jump, field }, at) => start + at * jump - field / 2;

    function showPicture(now) {
      const scale = SIDE / network.size;
      const [row, column] = chosen(now);
      const box = {
        x: MARGIN + begins(now, column) * scale, y: MARGIN + begins(now, row) * scale,
        width: now.field * scale, height: now.field * scale,
      };
      const cell = now.jump * scale;
      const dot = {
        class: "heat", width: Math.max(cell, 2), height: Math.max(cell, 2),
        x: MARGIN + (now.start + column * now.jump) * scale - Math.max(cell, 2) / 2,
        y: MARGIN + (now.start + row * now.jump) * scale - Math.max(cell, 2) / 2,
      };
      const square = { class: "cell press", x: MARGIN, y: MARGIN, width: SIDE, height: SIDE };
      const whole = SIDE + 2 * MARGIN;
      picture.replaceChildren(drawing(
        phrase(words.picture, { n: network.size }), whole, whole,
        svg("rect", { ...square, onclick: look }),
        svg("rect", { class: "frame", ...box }),
        svg("rect", { ...dot, "pointer-events": "none" }),
      ));
    }

    /** Look at the value whose field is centred where the picture was pressed. */
    function look({ currentTarget, clientX, clientY }) {
      const now = network.steps[step];
      const { left, top, width } = currentTarget.getBoundingClientRect();
      const at = (distance) =>
        Math.round(((distance / width) * network.size - now.start) / now.jump);
      place = [at(clientY - top), at(clientX - left)];
      show();
    }

    function showStairs(now) {
      const most = Math.max(network.size, ...network.steps.map(({ field }) => field));
      const wide = Math.max(9, Math.min(24, 400 / network.steps.length));
      const tall = STAIRS - 30;
      const bars = network.steps.map((one, index) => {
        const height = Math.max(1, (one.field / most) * tall);
        const at = { x: 2 + index * wide, y: STAIRS - 18 - height, width: wide - 2, height };
        const kind = one === now ? "out" : one.kind === "pool" ? "w2" : "w1";
        const whole = { x: 2 + index * wide, y: 0, width: wide, height: STAIRS, class: "hit" };
        return svg("g", { class: "press", onclick: () => go(index) },
          svg("title", {}, `${one.name}: ${one.field}`),
          svg("rect", whole), svg("rect", { class: `cell ${kind}`, ...at }));
      });
      const level = STAIRS - 18 - (network.size / most) * tall;
      const width = 4 + network.steps.length * wide;
      stairs.replaceChildren(drawing(phrase(words.stairs, { name: network.name }), width, STAIRS,
        svg("path", { class: "ray r1 thin", d: `M0 ${level}H${width}` }),
        ...bars,
        svg("text", { class: "t-sub", x: 2, y: STAIRS - 4 }, words.axis)));
    }

    function show() {
      const now = network.steps[step];
      showPicture(now);
      showStairs(now);
      const [row, column] = chosen(now);
      const more = phrase(words.more, { ...now, row: row + 1, column: column + 1 });
      said.replaceChildren(
        html("p", { class: "sum" }, html("b", {}, now.name), ` ${now.what}`),
        html("p", { class: "sum" }, html("b", {}, words.field), ` ${now.sum}`),
        html("p", { class: "sum" }, more),
      );
    }
    function go(index) {
      step = index;
      slide.set(index);
      show();
    }
    const slide = slider(words.layer, {
      max: network.steps.length - 1, value: step, onchange: go,
      says: (index) => network.steps[index].name,
    });
    const select = choice(words.network, networks.map(({ name }, index) => [index, name]), (index) => {
      network = networks[index];
      step = network.steps.length - 1;
      place = null;
      slide.set(step, step);
      show();
    });
    show();
    return { controls: [select, slide.element], parts: [stairs, picture], said: [said] };
  });
})();
