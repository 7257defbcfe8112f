// Makes ../verify.html's single file: script and style inlined, allowed by their hashes and by nothing else.
// Usage: npm ci --ignore-scripts && node build.mjs

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const read = (name) => readFileSync(new URL(name, here), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const { outputFiles } = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["src/page.js"],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
});
// The text of a script element ends at the first "</script".
const script = outputFiles[0].text.replaceAll("</script", "<\\/script").trim();
const style = read("src/page.css").trim();
const licences = read("src/licences.txt").trim();
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
const page = read("src/page.html")
  .replace("{{policy}}", () => policy)
  .replace("{{licences}}", () => licences)
  .replace("{{style}}", () => style)
  .replace("{{script}}", () => script);
writeFileSync(new URL("verify.html", here), page);
const sum = createHash("sha256").update(page).digest("hex");
writeFileSync(new URL("verify.html.sha256", here), `${sum}  verify.html\n`);
console.log(`${page.length} characters, SHA-256 ${sum}`);
