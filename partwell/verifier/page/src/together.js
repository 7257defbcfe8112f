// Receipts and single checkpoints, and several files put side by side: one log must have one history.

import { readHead, readProof, signedBy, successors } from "./note.js";
import { both, decode, encode, grouped, hex, same } from "./text.js";
import { verifyInclusion } from "./tree.js";
import { SENTENCES } from "./words.js";

const MAX_BYTES = 64 * 1024;
const HEADER = "c2sp.org/tlog-proof@v1";
const at = (place, zh, en) => ({ place, ...both(zh, en) });
const check = (code, status, details = [], note = null) => ({ code, status, details, note });

const isReceipt = (bytes) => same(bytes.subarray(0, HEADER.length), encode(HEADER));

/** Whether a file begins like a receipt or a checkpoint. */
export function isText(bytes) {
  const first = String.fromCharCode(...bytes.subarray(0, 200)).split("\n")[0];
  // A zip may begin with a checkpoint that is not packed.
  return isReceipt(bytes) || (!first.startsWith("PK\x03\x04") && first.includes("/hr-evidence/"));
}

/** Check the form of a receipt or checkpoint and keep its head for the comparison with bundles. */
export function readText(bytes, report) {
  const code = isReceipt(bytes) ? "receipt" : "note";
  report.about = { format: code };
  let head;
  try {
    if (bytes.length > MAX_BYTES) throw new Error("too long");
    const text = decode(bytes);
    if (code === "note") [head, report.note] = [readHead(text), text];
    else {
      const { index, path, note, leaf } = readProof(text);
      [head, report.note] = [readHead(note), note];
      if (!leaf) throw new Error("no leaf hash: this proof says something only together with its entry");
      if (!verifyInclusion(leaf, index, head.size, path, head.root)) throw new Error("the path does not lead from the entry to the root");
      report.leaves.set(`${head.origin} ${index}`, hex(leaf));
    }
  } catch (why) {
    report.note = "";
    report.checks.push(check(code, "fail", [at("", `无法读取，或路径不成立（${why.message}）`, why.message)]));
    return;
  }
  report.heads[head.origin] = { size: head.size, root: hex(head.root) };
  report.roots.set(`${head.origin} ${head.size}`, hex(head.root));
  report.checks.push(check(code, "pass", [], both(`日志 ${head.size} 条时`, `at ${head.size} entries`)));
}

/** Compare all files; adds `signed` and `key` to receipts and checkpoints, and `fork` to each. */
export function compare(reports, pinned) {
  const keys = new Map();
  for (const report of reports) for (const [name, own] of report.keys) keys.set(name, [...(keys.get(name) ?? []), ...own]);
  const accepted = pinned ? successors(pinned, reports.flatMap(({ rotations }) => rotations)) : null;
  for (const report of reports) {
    if (report.note) report.checks.push(...signature(report, reports, keys, accepted, pinned));
    if (reports.length > 1) report.checks.push(fork(report, reports.filter((other) => other !== report)));
  }
}

/** A key that only says of itself that it came before a known one is none: anybody can make one that names it. */
function signature(report, reports, keys, accepted, pinned) {
  let key;
  try {
    ({ key } = signedBy(report.note, keys, pinned));
  } catch (why) {
    const known = Object.keys(report.heads).some((origin) => keys.has(origin));
    return [known ? check("signed", "fail", [at("", `在证据包的公钥下不成立（${why.message}）`, why.message)]) : check("signed", "not_checked", [], SENTENCES.signed_open)];
  }
  report.fingerprint = key.fingerprint;
  const told = at("", `指纹 ${grouped(key.fingerprint)}`, `fingerprint ${grouped(key.fingerprint)}`);
  if (!accepted) return [check("signed", "pass", [told]), check("key", "not_checked", [told], SENTENCES.key_open)];
  const signed = check("signed", "pass", [told]);
  if (accepted.has(key.fingerprint)) return [signed, check("key", "pass")];
  if (reports.some((other) => confirms(other, report))) return [signed, check("key", "not_checked", [told], SENTENCES.key_other)];
  return [signed, check("key", "fail", [told, at("", "若它是更换之前的公钥，请填入当时取得的指纹：它会引向新的公钥", "if it was the key before a change, give the fingerprint you got then: it leads to the new one")])];
}

/** Whether a bundle, signed by a key the reader knows, proves what a receipt or checkpoint does. */
function confirms(other, report) {
  if (other.note || !other.checks.some(({ code, status }) => code === "key" && status === "pass")) return false;
  const [mine, its] = report.leaves.size ? [report.leaves, other.leaves] : [report.roots, other.roots];
  return [...mine].every(([place, hash]) => its.get(place) === hash);
}

/** Log and leaf of each entry -> its place: an entry lies once in its log. */
const placed = (report) => new Map([...report.leaves].map(([at, leaf]) => [`${at.split(" ")[0]} ${leaf}`, at.split(" ")[1]]));

function fork(report, others) {
  const same = others.filter((other) => Object.keys(other.heads).some((origin) => origin in report.heads));
  if (!same.length) return check("fork", "not_checked", [at("", "没有同一日志的其他文件", "no other file of the same log")]);
  // Who holds the key can make a log so short that the place of a receipt lies behind its end: that is no agreement.
  const common = (mine, its) => [...mine.keys()].some((key) => its.has(key));
  const shares = (other) => ["roots", "leaves", "numbered"].some((kind) => common(report[kind], other[kind])) || common(placed(report), placed(other));
  if (!same.some(shares)) return check("fork", "not_checked", [], SENTENCES.fork_open);
  const faults = [];
  for (const other of same) {
    for (const [place, root] of report.roots) {
      const own = other.roots.get(place);
      if (own && own !== root) faults.push(at(other.file, `日志同为 ${place.split(" ")[1]} 条，根却不同`, `another root at ${place.split(" ")[1]} entries`));
    }
    for (const [place, leaf] of report.leaves) {
      const own = other.leaves.get(place);
      if (own && own !== leaf) faults.push(at(other.file, `日志第 ${place.split(" ")[1]} 位是另一条记录`, `another entry at place ${place.split(" ")[1]}`));
    }
    const its = placed(other);
    for (const [entry, place] of placed(report)) {
      if (its.has(entry) && its.get(entry) !== place) faults.push(at(other.file, `日志第 ${place} 位的记录在该文件中位于第 ${its.get(entry)} 位`, `the entry at place ${place} lies at place ${its.get(entry)}`));
    }
    for (const [place, leaf] of report.numbered) {
      const own = other.numbered.get(place);
      if (own && own !== leaf) faults.push(at(other.file, `同一案卷的第 ${place.split(" ")[1]} 条是另一条记录`, `another entry under number ${place.split(" ")[1]} of the same stream`));
    }
  }
  return check("fork", faults.length ? "fail" : "pass", faults, faults.length ? null : both(`与 ${same.length} 份文件对照，同一日志只有一套历史`, `compared with ${same.length} files: one log, one history`));
}
