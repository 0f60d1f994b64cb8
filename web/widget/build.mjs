// Makes web/static/widget/ from src/ and themes/: `npm ci && npm run build`. What it makes is committed, byte for byte the same each time.

import { build } from "esbuild";
import { transform } from "lightningcss";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../static/widget/");

const common = {
  bundle: true,
  minify: true,
  target: ["es2022", "chrome110", "firefox110", "safari16.4"],
  charset: "utf8",
  legalComments: "linked",
  logLevel: "info",
};

const themes = (await readdir(here("themes"))).sort();

/** The colour of each theme's launcher: that of its brand on a light page. */
async function brands() {
  const colours = {};
  for (const file of themes) {
    const css = await readFile(here(`themes/${file}`), "utf8");
    colours[file.replace(".css", "")] = /--grenswijzer-brand: light-dark\((#\w+)/.exec(css)[1];
  }
  return colours;
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  ...common,
  entryPoints: [here("src/launcher/widget.ts")],
  outdir: out,
  format: "iife",
  define: { BRANDS: JSON.stringify(await brands()) },
});
await build({
  ...common,
  entryPoints: [here("src/frame/frame.tsx"), here("src/frame/frame.css"), here("src/frame/tokens.css")],
  outdir: out,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
});
await build({
  ...common,
  entryPoints: themes.map((file) => here(`themes/${file}`)),
  outdir: `${out}themes`,
});

/** Browsers of before 2024 know no light-dark(): a variable that prefers-color-scheme switches stands in for it. */
async function lower(file) {
  const css = await readFile(file);
  const { code } = transform({ filename: file, code: css, minify: true, targets: { chrome: 110 << 16, firefox: 110 << 16, safari: (16 << 16) | (4 << 8) } });
  const [licences] = /\/\*!.*\*\/\s*$/.exec(css.toString()) ?? [""];
  await writeFile(file, `${code}${licences}`);
}
for (const file of ["frame.css", "tokens.css", ...themes.map((theme) => `themes/${theme}`)]) await lower(`${out}${file}`);

const { version } = JSON.parse(await readFile(here("package.json"), "utf8"));
await writeFile(`${out}version.txt`, `${version}\n`);
