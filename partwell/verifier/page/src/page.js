// The page: files in, one report for each bundle. Everything a bundle says is put in as text, never as markup.

import { compare } from "./together.js";
import { exitCode, readFingerprint, verify } from "./verify.js";
import { ageOf } from "./anchors.js";
import { grouped, same } from "./text.js";
import { CAUSES, CHECKS } from "./words.js";

const ICONS = {
  pass: ["M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0", "M9 12l2 2l4-4"],
  fail: ["M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0", "M10 10l4 4m0-4l-4 4"],
  not_checked: ["M8.56 3.69a9 9 0 0 0-2.92 1.95", "M3.69 8.56a9 9 0 0 0-.69 3.44", "M3.69 15.44a9 9 0 0 0 1.95 2.92", "M8.56 20.31a9 9 0 0 0 3.44.69", "M15.44 20.31a9 9 0 0 0 2.92-1.95", "M20.31 15.44a9 9 0 0 0 .69-3.44", "M20.31 8.56a9 9 0 0 0-1.95-2.92", "M15.44 3.69a9 9 0 0 0-3.44-.69"],
  shield: ["M11.46 20.846a12 12 0 0 1-7.96-14.846a12 12 0 0 0 8.5-3a12 12 0 0 0 8.5 3a12 12 0 0 1-.09 7.06", "M15 19l2 2l4-4"],
  alert: ["M12 9v4", "M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636-2.87l-8.106-13.536a1.914 1.914 0 0 0-3.274 0", "M12 16h.01"],
  info: ["M3 12a9 9 0 1 0 18 0a9 9 0 0 0-18 0", "M12 9h.01", "M11 12h1v4h1"],
  plus: ["M12 5v14", "M5 12h14"],
  printer: ["M17 17h2a2 2 0 0 0 2-2v-4a2 2 0 0 0-2-2h-14a2 2 0 0 0-2 2v4a2 2 0 0 0 2 2h2", "M17 9v-4a2 2 0 0 0-2-2h-6a2 2 0 0 0-2 2v4", "M7 15a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2z"],
};
const MARKS = { pass: ["通过", "pass"], fail: ["未通过", "FAIL"], not_checked: ["未检查", "not checked"] };
const READERS = {
  whole: ["全部内容", "whole file"], employee: ["员工本人", "the employee"], arbitrator: ["仲裁员", "an arbitrator"],
  inspector: ["劳动监察", "a labor inspector"], next_employer: ["新用人单位", "the next employer"], chosen: ["自选内容", "chosen contents"],
};
const SVG = "http://www.w3.org/2000/svg";
const FOLDED = 12;

let chinese = true;
let given = [];
const say = (zh, en) => (chinese ? zh : en);
const find = (id) => document.getElementById(id);

/** An element with attributes and children; text stays text. */
function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "click") node.addEventListener("click", value);
    else if (value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

function icon(name, tone = "") {
  const node = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["class", `i ${tone}`], ["aria-hidden", "true"]]) node.setAttribute(key, value);
  for (const line of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    node.append(path);
  }
  return node;
}

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const times = (text) => text.replace(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z/g, moment);
const words = (pair) => times(say(pair.zh, pair.en));
/** "0005 · report.pdf" as people say it. */
const where = (place) => place.replace(/^[0-9]{4,6}(?= ·|$)/, (number) => say(`第 ${Number(number)} 条`, `Entry ${Number(number)}`));
const told = (detail) => (detail.place && detail.place !== words(detail) ? `${where(detail.place)}${say("：", ": ")}` : "") + words(detail);

function moment(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" }).format(at);
}

// --- a report -------------------------------------------------------------------------------------------------------

function verdict(report) {
  const count = (status) => report.checks.filter((one) => one.status === status).length;
  const [failed, passed, open] = ["fail", "pass", "not_checked"].map(count);
  const from = `${report.file} · ${size(report.bytes)}`;
  const code = exitCode(report);
  const pinned = report.checks.some((one) => one.code === "key" && one.status === "pass");
  const skipped = report.checks.filter((one) => one.status === "not_checked").map((one) => words(CHECKS[one.code]));
  let [tone, sign, title, text] = ["is-ok", icon("shield", "t-pass"), say("没有发现篡改", "No tampering found"), ""];
  let counts = say(`${passed} 项检查通过，${open} 项未检查。`, `${passed} checks passed, ${open} not checked.`);
  if (code === 2) {
    [tone, sign] = ["is-fail", icon("alert", "t-fail")];
    title = say("这不是可以核验的证据包", "This is not a bundle that can be checked");
    counts = words(report.unusable);
  } else if (code === 1) {
    const places = report.checks.filter((one) => one.status === "fail").reduce((sum, one) => sum + Math.max(1, one.details.length), 0);
    [tone, sign] = ["is-fail", icon("alert", "t-fail")];
    title = say(`发现 ${places} 处不一致，请不要采信这份证据包`, `${places} contradictions found: do not rely on this bundle`);
    counts = say(`${failed} 项未通过，${passed} 项通过，${open} 项未检查。`, `${failed} checks failed, ${passed} passed, ${open} not checked.`);
  } else {
    text = make("p", {}, say("这说明：已检查的内容自记入之日起没有变过。", "What was checked is as it was recorded. "), make("b", {}, say("不说明文件写的内容属实", "This does not say that what the papers state is true")), say("，内容仍需结合其他证据判断。", "; weigh it with the other evidence."));
    if (!pinned) {
      [tone, sign] = ["is-open", icon("alert", "t-open")];
      title = say("没有发现篡改，但还没有核对公钥", "No tampering found, but the key was not compared");
      text = make("p", {}, say("整份伪造的日志也会得到这个结果。请填入从别处取得的指纹，再核验一次。", "A log forged as a whole gives this result too. Enter the fingerprint from another source and check again."));
    }
  }
  const lines = [make("h1", { tabindex: "-1" }, title), make("p", {}, `${from} · ${counts}`)];
  if (text) lines.push(text);
  if (code === 0 && skipped.length) lines.push(make("p", {}, say(`没有检查：${skipped.join("、")}。`, `Not checked: ${skipped.join("; ")}.`)));
  return make("section", { class: `verdict ${tone}` }, sign, make("div", {}, ...lines));
}

function faults(report) {
  const rows = report.checks
    .filter((one) => one.status === "fail")
    .flatMap((one) => (one.details.length ? one.details : [{ place: "", zh: CHECKS[one.code].zh, en: CHECKS[one.code].en }]).map((detail) => ({ ...detail, code: one.code })));
  if (!rows.length) return null;
  const cell = (text) => make("td", {}, text);
  const body = rows.slice(0, 200).map((row) => {
    const cause = CAUSES[row.code];
    return make("tr", {}, cell(where(row.place) || words(CHECKS[row.code])), cell(words(row)), cell(cause ? words(cause) : ""));
  });
  const heads = [say("位置", "Where"), say("发现了什么", "What was found"), say("可能的情况", "What may have happened")];
  return make("section", { class: "card" }, make("div", { class: "head" }, icon("fail", "t-fail"), make("h2", {}, say("哪里不一致", "Where it contradicts itself"))), make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, ...body)));
}

function line(one) {
  const name = CHECKS[one.code];
  const parts = [words(name)];
  if (one.note) parts.push(make("small", {}, words(one.note)));
  const { details } = one;
  if (details.length && details.length <= 3) parts.push(...details.map((detail) => make("small", {}, told(detail))));
  else if (details.length) {
    const items = details.slice(0, 200).map((detail) => make("li", {}, told(detail)));
    parts.push(make("details", { open: one.status === "fail" && details.length <= FOLDED }, make("summary", {}, say(`${details.length} 处`, `${details.length} places`)), make("ul", {}, ...items)));
  }
  const mark = say(...MARKS[one.status]);
  return make("li", { "data-code": one.code, "data-status": one.status }, icon(one.status, `t-${one.status}`), make("span", {}, ...parts), make("b", { class: `t-${one.status}` }, mark));
}

/** What failed first; the order of the checks is kept otherwise. */
const ordered = (checks) => [...checks.filter((one) => one.status === "fail"), ...checks.filter((one) => one.status !== "fail")];

function inside(report) {
  const { about } = report;
  const rows = [];
  const row = (zh, en, value) => value && rows.push(make("dt", {}, say(zh, en)), make("dd", {}, value));
  const text = (value) => (typeof value === "string" ? value : "");
  row("案件", "Case", text(about.number));
  row("公司", "Company", text(about.company));
  row("写出", "Written", text(about.written_at) && moment(about.written_at));
  row("给谁看", "Written for", READERS[text(about.reader)]?.[chinese ? 0 : 1]);
  row("范围", "Scope", about.scope === "excerpt" && say("节选", "excerpt"));
  if (!report.note) row("条目", "Entries", String(report.entries.length));
  for (const [origin, head] of Object.entries(report.heads)) row("日志", "Log", `${origin.split("/").pop()} · ${head.size}`);
  if (!report.note) row("最近一次外部锚定", "Last outside anchor", report.anchoredAt ? words(ageOf(report.anchoredAt, Date.now())) : say("无", "none"));
  const parts = [make("div", { class: "head" }, make("h2", {}, say("包里有什么", "What it holds")), about.demo === true ? make("span", { class: "demo" }, say("DEMO 演示数据，无任何证明作用", "DEMO data, proves nothing")) : null)];
  parts.push(make("div", { class: "pad" }, make("dl", { class: "kv" }, ...rows), make("p", { class: "quiet" }, say("以上是公司自己的说法，只有记录得到证明。", "This is what the company says; only the entries are proven."))));
  if (report.fingerprint) parts.push(make("div", { class: "pad" }, make("p", { class: "quiet" }, say("包内公钥的指纹", "Fingerprint of the key inside")), make("p", { class: "mono" }, grouped(report.fingerprint))));
  return make("section", { class: "card" }, ...parts);
}

function acts() {
  const more = make("button", { type: "button", class: "btn", click: () => find("files").click() }, icon("plus"), say("再放入一份对照", "Add one to compare"));
  const print = make("button", { type: "button", class: "btn", click: () => window.print() }, icon("printer"), say("打印验证结果", "Print the result"));
  const again = make("button", { type: "button", class: "btn", click: () => start() }, say("重新开始", "Start again"));
  const hint = make("p", { class: "quiet" }, say("请从项目发布页或监察机构取得本页并核对其摘要，不要用公司给的。", "Take this page from the project's release or an authority and compare its digest; do not use the one the company gives you."));
  return make("section", { class: "card pad acts" }, more, print, again, hint);
}

function advice(report) {
  if (exitCode(report) === 0) return null;
  const text = say("向公司索取原始证据包；请员工出示回执，放进来对照；保留这份文件，不要解压后再压缩。", "Ask the company for the original bundle; ask the employee for receipts and put them in as well; keep this file, do not unpack and pack it again.");
  return make("div", { class: "note" }, icon("info"), make("div", {}, make("b", {}, say("接下来可以做什么", "What you can do next")), make("br"), text));
}

function shown(report, first) {
  const aside = make("aside", { class: "stack" }, report.unusable ? null : inside(report), first ? acts() : null);
  const list = make("section", { class: "card" }, make("div", { class: "head" }, make("h2", {}, say("逐项结果", "Check by check"))), make("div", { class: "body" }, make("ul", { class: "checks" }, ...ordered(report.checks).map(line))));
  const main = make("div", { class: "stack" }, faults(report), report.checks.length ? list : null, advice(report));
  return make("article", { class: "report stack", "data-exit": String(exitCode(report)) }, verdict(report), make("div", { class: "grid" }, main, aside));
}

// --- the page -------------------------------------------------------------------------------------------------------

let reports = [];

function draw() {
  document.documentElement.lang = chinese ? "zh-Hans" : "en";
  for (const node of document.querySelectorAll("[data-zh]")) node.textContent = chinese ? node.dataset.zh : node.dataset.en;
  find("language").textContent = chinese ? "English" : "中文";
  find("language").lang = chinese ? "en" : "zh-Hans";
  find("result").replaceChildren(...reports.map((report, place) => shown(report, place === 0)));
}

function start() {
  [reports, given] = [[], []];
  find("start").hidden = false;
  draw();
  find("files").focus();
}

/** Check bundles, receipts and checkpoints together: [{name, bytes}] and fingerprints. One report for each. */
async function check(files, key = "", tsa = [], now = null) {
  const found = [];
  for (const { name, bytes } of files) found.push(await verify(bytes, { key, tsa, now, file: name }));
  compare(found, key ? readFingerprint(key) : "");
  return found;
}

/** What was typed into a field, each part checked; null stands for one that is no fingerprint, and is said. */
function fingerprints(id, most) {
  const [field, error] = [find(id), find(`${id}-error`)];
  const parts = field.value.split(/[;,\n]/).map((part) => part.trim()).filter(Boolean).slice(0, most);
  const read = parts.map((part) => {
    try {
      return readFingerprint(part);
    } catch {
      return null;
    }
  });
  const wrong = read.includes(null);
  error.hidden = !wrong;
  error.textContent = wrong ? say("指纹应为 64 位十六进制。请改正，或清空后再核验。", "A fingerprint has 64 hexadecimal digits. Mend it, or empty the field and check again.") : "";
  if (wrong) field.setAttribute("aria-invalid", "true"), field.focus();
  else field.removeAttribute("aria-invalid");
  return read;
}

async function take(list) {
  const files = await Promise.all([...list].map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
  if (!files.length) return;
  const key = fingerprints("key", 1)[0];
  const tsa = fingerprints("tsa", 9);
  if (key === null || tsa.includes(null)) return;
  // Not by name and length: another file may have both.
  given.push(...files.filter((file) => !given.some((own) => own.name === file.name && same(own.bytes, file.bytes))));
  find("busy").hidden = false;
  reports = await check(given, key ?? "", tsa, Date.now());
  find("busy").hidden = true;
  find("start").hidden = reports.some((report) => !report.unusable);
  if (reports.length && !reports.some((one) => one.checks.some((found) => found.code === "key" && found.status === "pass"))) find("start").hidden = false;
  draw();
  find("result").querySelector("h1")?.focus();
  find("files").value = "";
}

find("language").addEventListener("click", () => {
  chinese = !chinese;
  draw();
});
find("files").addEventListener("change", (event) => take(event.target.files));
for (const id of ["key", "tsa"]) find(id).addEventListener("change", () => given.length && take(given.map(({ name, bytes }) => new File([bytes], name))));
for (const name of ["dragover", "dragleave", "drop"])
  document.addEventListener(name, (event) => {
    event.preventDefault();
    find("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") take(event.dataTransfer.files);
  });
if (!navigator.language.startsWith("zh")) chinese = false;
draw();

// For scripts and tests: the same check without the page around it.
globalThis.PartWell = { check, exitCode };
