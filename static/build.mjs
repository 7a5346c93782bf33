// Copies from the design system what the pages use, and nothing else, into the ignored folder dsfr/.
//
// dsfr.css  the main style sheet, without the Marianne and Spectral fonts, the State's mark, the FranceConnect and
//           social network marks; each icon stands once in it, as a variable; plus the icons that templates name.
// dsfr.js   the module script, as published.
// Each with its .br and .gz twins, compressed here at the best quality.
//
// The fonts and marks belong to the State: the service shows neither (see the terms of the design system).
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "node_modules/@gouvfr/dsfr/dist");
const target = join(here, "dsfr");

/** Every file under a folder whose name ends as asked. */
function files(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The icon names of the design system that our templates and sources mention. A component given an unknown one is an error. */
function usedIcons(known) {
  const templates = files(join(here, "../templates"), ".html");
  for (const file of templates) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(/\sicon="([^"]+)"/g)) {
      if (!known.has(name)) {
        throw new Error(`${file}: the design system has no icon "${name}"`);
      }
    }
  }
  const sources = [...templates, ...files(join(here, "../src"), ".rs")];
  const words = new Set();
  for (const file of sources) {
    for (const word of readFileSync(file, "utf8").match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? []) {
      words.add(word.replace(/^fr-icon-/, ""));
    }
  }
  return [...known.keys()].filter((name) => words.has(name)).sort();
}

/** A data URI for an SVG file, short enough to be worth it. */
function inline(path) {
  const svg = readFileSync(path, "utf8").replace(/\s+/g, " ").replaceAll('"', "'").trim();
  const escaped = svg.replace(/[%#<>]/g, (sign) => encodeURIComponent(sign));
  return `url("data:image/svg+xml,${escaped}")`;
}

/** Writes a file and its compressed twins, unless they are there already. */
function publish(name, text) {
  const path = join(target, name);
  const same = existsSync(`${path}.gz`) && readFileSync(path, "utf8") === text;
  writeFileSync(path, text);
  if (same) {
    return;
  }
  writeFileSync(`${path}.br`, brotliCompressSync(text));
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
}

function build() {
  const version = JSON.parse(readFileSync(join(dist, "../package.json"), "utf8")).version;
  const icons = new Map(); // path under icons/ -> variable name
  const variable = (path) => {
    if (!icons.has(path)) {
      icons.set(path, `--icon-${path.split("/").pop().replace(/\.svg$/, "").replace(/^fr--/, "")}`);
    }
    return `var(${icons.get(path)})`;
  };

  let css = readFileSync(join(dist, "dsfr.main.min.css"), "utf8")
    .replace(/\/\*![\s\S]*?\*\//g, "")
    .replace(/@font-face\{[^}]*\}/g, "")
    .replace(/url\("data:image\/svg\+xml;charset=utf8,%3Csvg [^"]*viewBox='0 0 (?:252 180|44 18|40 48)'[^"]*"\)/g, "none")
    .replace(/url\(icons\/logo\/[^)]*\)/g, "none")
    .replace(/url\(icons\/([^)]*)\)/g, (_, path) => variable(path));

  const published = readFileSync(join(dist, "utility/icons/icons.main.min.css"), "utf8");
  const known = new Map();
  for (const [, name, path] of published.matchAll(/\.fr-icon-([a-z0-9-]+):after,[^{]*\{-webkit-mask-image:url\(\.\.\/\.\.\/icons\/([^)]*)\)/g)) {
    known.set(name, path);
  }
  for (const name of usedIcons(known)) {
    const image = variable(known.get(name));
    const selector = `.fr-icon-${name}`;
    css += `${selector}:after,${selector}:before{-webkit-mask-image:${image};mask-image:${image}}`;
  }

  const declarations = [...icons].map(([path, name]) => `${name}:${inline(join(dist, "icons", path))}`);
  const banner = `/* DSFR ${version}, MIT licence, without its fonts and marks: github.com/GouvernementFR/dsfr */\n`;
  const left = css.match(/url\((?!"?'?data:)[^)]*\)/g);
  if (left) {
    throw new Error(`the style sheet still points to files: ${[...new Set(left)].join(" ")}`);
  }

  mkdirSync(target, { recursive: true });
  publish("dsfr.css", `${banner}:root{${declarations.join(";")}}${css}\n`);
  const script = readFileSync(join(dist, "dsfr.module.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  publish("dsfr.js", script);
  console.log(`static/dsfr: DSFR ${version}, ${icons.size} icons`);
}

build();
