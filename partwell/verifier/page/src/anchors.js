// Outside anchors: time stamps over checkpoints of the log, and which entries came after the last one.

import { leave, readCertificates, readStamp } from "./stamp.js";
import { readConsistency, signedBy } from "./note.js";
import { both, grouped, hex, same } from "./text.js";
import { verifyConsistency } from "./tree.js";
import { SENTENCES } from "./words.js";
import { Trap } from "./zip.js";

const TOLERANCE = 5 * 60 * 1000;
const ROOTS = "data/trust/tsa.pem";
const at = (place, zh, en) => ({ place, ...both(zh, en) });
const iso = (instant) => new Date(instant).toISOString();

/** Three checks: the anchors fit log and times; their authority is one the reader knows; what came after. */
export async function anchorChecks(bag, report, entries, heads, keys, known) {
  const found = await read(bag, report, heads, keys, known.key);
  found.faults.push(...order(found.stamps, entries));
  if (found.stamps.length) report.anchoredAt = Math.max(...found.stamps.map((one) => one.at));
  return [anchors(found), authority(found, known), windowOf(found, entries, known)];
}

async function read(bag, report, heads, keys, pinned) {
  const found = { faults: [], stamps: [], copies: [], unchecked: false };
  const numbers = new Set();
  for (const path of bag.names) {
    if (!path.startsWith("data/anchors/")) continue;
    const match = /^data\/anchors\/([0-9]{4,6})\.(?:checkpoint|consistency|tsr)$/.exec(path);
    if (match) numbers.add(match[1]);
    else found.faults.push(at(path, "不是锚定文件的名称", "not the name of an anchor"));
  }
  let roots = [];
  if (bag.has(ROOTS))
    try {
      roots = readCertificates(bag.text(ROOTS));
    } catch (why) {
      if (why instanceof Trap) throw why;
      found.faults.push(at(ROOTS, `时间戳机构的证书无法读取（${why.message}）`, why.message));
    }
  for (const number of [...numbers].sort()) {
    const path = `data/anchors/${number}`;
    let head;
    try {
      head = anchored(bag, path, heads, keys, pinned);
    } catch (why) {
      if (why instanceof Trap) throw why;
      found.faults.push(at(path, `锚定不成立（${why.message}）`, why.message));
      continue;
    }
    report.roots.set(`${head.origin} ${head.size}`, hex(head.root));
    if (!bag.has(`${path}.tsr`)) {
      found.copies.push(at(path, `${head.size} 条时的检查点，没有时间戳`, `checkpoint of ${head.size} entries, without a time stamp`));
      continue;
    }
    const token = bag.read(`${path}.tsr`);
    try {
      found.stamps.push({ head, ...(await readStamp(token, bag.read(`${path}.checkpoint`), roots)) });
    } catch (why) {
      if (why === leave) found.unchecked = true;
      else found.faults.push(at(`${path}.tsr`, `时间戳不成立（${why.message}）`, why.message));
    }
  }
  return found;
}

/** The anchored head, when the log of this bundle grew from it. Throws. */
function anchored(bag, path, heads, keys, pinned) {
  const { head: older } = signedBy(bag.text(`${path}.checkpoint`), keys, pinned);
  const newer = heads.get(older.origin);
  if (!newer) throw new Error(`a checkpoint of ${older.origin}, of which this bundle has none`);
  const proof = `${path}.consistency`;
  if (older.size === newer.size && !bag.has(proof)) {
    if (!same(older.root, newer.root)) throw new Error(`another root at ${older.size} entries`);
    return older;
  }
  if (!bag.has(proof)) throw new Error("no consistency proof");
  const { old, size, path: hashes } = readConsistency(bag.text(proof));
  if (old !== older.size || size !== newer.size) throw new Error(`a proof from ${old} to ${size}, not between these heads`);
  if (!verifyConsistency(old, older.root, size, newer.root, hashes)) throw new Error(`the log of ${old} entries is not the beginning of that of ${size}`);
  return older;
}

/** Where times contradict each other: a stamp older than what it covers, an entry older than what it names. */
function order(stamps, entries) {
  const faults = [];
  for (const { head, at: when, sha256 } of stamps)
    for (const entry of entries) {
      const covered = entry.origin === head.origin && entry.index < head.size;
      if (covered && entry.at > when + TOLERANCE) faults.push(at(entry.name, `自称 ${iso(entry.at)}，涵盖它的时间戳却是 ${iso(when)}`, `says ${iso(entry.at)}, a time stamp that covers it says ${iso(when)}`));
      if (entry.clk !== sha256) continue;
      if (entry.at < when - TOLERANCE) faults.push(at(entry.name, `自称 ${iso(entry.at)}，却引用 ${iso(when)} 的时间戳`, `says ${iso(entry.at)}, but names a time stamp of ${iso(when)}`));
      if (covered) faults.push(at(entry.name, "引用了一个已经涵盖它的时间戳", "names a time stamp that covers it already"));
    }
  return faults;
}

function anchors({ faults, stamps, copies, unchecked }) {
  const check = (status, details, note = null) => ({ code: "anchors", status, details, note });
  if (faults.length) return check("fail", faults);
  const told = stamps.map(({ head, at: when }) => at("", `${iso(when)}：日志 ${head.size} 条时`, `${iso(when)}: at ${head.size} entries`));
  if (unchecked) return check("not_checked", [...told, ...copies], both("此浏览器不能核验时间戳", "this browser can't check time stamps"));
  if (!stamps.length) return check("not_checked", copies, SENTENCES.anchors_none);
  return check("pass", [...told, ...copies], both("时间戳属于本日志，时间先后合理", "the time stamps are of this log, and the times are in order"));
}

function authority({ stamps }, known) {
  const check = (status, details, note = null) => ({ code: "tsa", status, details, note });
  const used = [...new Set(stamps.map((one) => one.root))].sort();
  if (!used.length) return check("not_checked", [at("", "没有成立的时间戳", "no time stamp holds")]);
  if (!known.tsa.length) return check("not_checked", used.map((one) => at("", `根证书指纹 ${grouped(one)}`, `root certificate ${grouped(one)}`)), SENTENCES.tsa_open);
  const faults = used.filter((one) => !known.tsa.includes(one)).map((one) => at("", `${grouped(one)} 不是您提供的`, `${grouped(one)} is not one you gave`));
  return check(faults.length ? "fail" : "pass", faults);
}

function windowOf({ stamps }, entries, known) {
  const covered = new Map();
  for (const { head } of stamps) if (head.size > (covered.get(head.origin) ?? 0n)) covered.set(head.origin, head.size);
  const after = entries.filter((entry) => entry.index >= (covered.get(entry.origin) ?? 0n));
  const last = stamps.length ? Math.max(...stamps.map((one) => one.at)) : null;
  const age = last === null ? both("无", "none") : ageOf(last, known.now);
  const told = [at("", `最近一次外部锚定：${age.zh}`, `last outside anchor: ${age.en}`)];
  const details = [...told, ...after.map((entry) => at(entry.name, iso(entry.at), iso(entry.at)))];
  const whole = !after.length && entries.length;
  return { code: "window", status: whole ? "pass" : "not_checked", details: whole ? told : details, note: whole ? null : SENTENCES.window_open };
}

/** How long ago, in words, with the moment itself. */
export function ageOf(last, now) {
  const moment = iso(last);
  if (now === null || now < last) return both(moment, moment);
  const [days, hours, minutes] = [86_400_000, 3_600_000, 60_000].map((unit, place) => Math.floor((now - last) / unit) % [Infinity, 24, 60][place]);
  return both(`${moment}（距今 ${days} 天 ${hours} 小时 ${minutes} 分）`, `${moment} (${days} d ${hours} h ${minutes} min ago)`);
}
