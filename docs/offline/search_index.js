// Material reads this file where pages are opened as files, and stops everything (the switch to
// dark, the table of contents) if it is missing. The search itself needs a server: nothing is listed.
var __index = { config: { lang: ["en"], separator: "\\s+", pipeline: [] }, docs: [] };
