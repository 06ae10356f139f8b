// A reader of one version changes to the same page of another, beside the choice of the language.
// One file for all versions, written again with each: old pages learn of new versions.
(() => {
  const {root, folder} = document.currentScript.dataset;
  const versions = window.archreportVersions;
  const here = versions.find((version) => version.folder === folder);
  const languages = document.querySelector(".md-header .md-select")?.closest(".md-header__option");
  if (!here || !languages) return;
  const chinese = document.documentElement.lang.startsWith("zh");
  const base = new URL(root, location);
  // Below the version's folder, which may be called "latest" here.
  const page = location.pathname.slice(base.pathname.length).replace(/^[^/]+\//, "");

  const make = (name, attributes, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };
  const items = versions.map((version) => {
    const link = make("a", {className: "md-select__link", target: "_self"}, version.title);
    link.href = new URL(`${version.folder}/${page}`, base);
    link.addEventListener("click", () => { link.hash = location.hash; });
    if (version === here) link.setAttribute("aria-current", "true");
    return make("li", {className: "md-select__item"}, link);
  });
  const button = make("button", {className: "md-header__button", type: "button"}, here.title);
  button.setAttribute("aria-label", `${chinese ? "版本" : "Version"} ${here.title}`);
  Object.assign(button.style, {fontSize: ".65rem", color: "inherit", opacity: "1"});
  const list = make("ul", {className: "md-select__list"}, ...items);
  const inner = make("div", {className: "md-select__inner"}, list);
  const select = make("div", {className: "md-select"}, button, inner);
  languages.before(make("div", {className: "md-header__option"}, select));

  const newest = versions[0];
  if (here === newest || here.folder === "dev") return;
  const link = make("a", {}, chinese ? `最新版本是 ${newest.title}` : `the newest is ${newest.title}`);
  link.href = new URL(`latest/${page}`, base);
  link.addEventListener("click", () => { link.hash = location.hash; });
  const note = chinese ? `这是版本 ${here.title}；` : `This is version ${here.title}; `;
  const stop = chinese ? "。" : ".";
  const line = make("p", {className: "older-version"}, note, link, stop);
  line.style.margin = "0 0 1rem";
  document.querySelector("article")?.prepend(line);
})();
