// Several bundles and receipts put side by side: one log must have one history.

import { readHead, readProof, verifyNote } from "./note.js";
import { both, decode, hex, unhex } from "./text.js";
import { verifyInclusion } from "./tree.js";

const at = (place, zh, en) => ({ place, ...both(zh, en) });

/** A receipt (.tlog-proof): place in a log and the signed head that covers it. Throws when it is none. */
export function readReceipt(bytes, file) {
  const proof = readProof(decode(bytes));
  return { file, ...proof, head: readHead(proof.note) };
}

/** Compare bundles with each other and with receipts; adds the checks `receipts` and `fork` to each report. */
export function compare(reports, receipts) {
  for (const report of reports) {
    if (report.unusable) continue;
    if (receipts.length) report.checks.push(receiptsCheck(report, receipts));
    if (reports.length > 1) report.checks.push(forkCheck(report, reports.filter((other) => other !== report)));
  }
}

function forkCheck(report, others) {
  const same = others.filter((other) => Object.keys(other.heads).some((origin) => origin in report.heads));
  if (!same.length) return { code: "fork", status: "not_checked", details: [at("", "没有同一日志的其他证据包", "no other bundle of the same log")], note: null };
  const faults = [];
  for (const other of same) {
    for (const [origin, head] of Object.entries(report.heads)) {
      const own = other.heads[origin];
      if (own && own.size === head.size && own.root !== head.root) faults.push(at(other.file, `同为 ${head.size} 条，根却不同`, `another root of ${origin} at ${head.size} entries`));
    }
    for (const [place, leaf] of report.leaves) {
      const own = other.leaves.get(place);
      if (own && own !== leaf) faults.push(at(other.file, `日志第 ${place.split(" ")[1]} 位是另一条记录`, `another entry at place ${place}`));
    }
  }
  return { code: "fork", status: faults.length ? "fail" : "pass", details: faults, note: null };
}

function receiptsCheck(report, receipts) {
  const [faults, left] = [[], []];
  let compared = 0;
  for (const receipt of receipts) {
    const { origin, size, root } = receipt.head;
    const head = report.heads[origin];
    if (!head) {
      left.push(at(receipt.file, "属于另一个日志", "of another log"));
      continue;
    }
    try {
      verifyNote(receipt.note, report.keys.get(origin));
    } catch (why) {
      faults.push(at(receipt.file, `回执上的签名在本包公钥下不成立（${why.message}）`, `its signature does not hold under this bundle's key: ${why.message}`));
      continue;
    }
    const before = faults.length;
    if (size === head.size && hex(root) !== head.root) faults.push(at(receipt.file, `同为 ${size} 条，根却不同`, `another root at ${size} entries`));
    const leaf = report.leaves.get(`${origin} ${receipt.index}`);
    if (leaf && !verifyInclusion(unhex(leaf), receipt.index, size, receipt.path, root)) faults.push(at(receipt.file, `日志第 ${receipt.index} 位的记录不是出具回执时的那一条`, `the entry at place ${receipt.index} is not the one the receipt was given for`));
    if (faults.length === before) {
      if (leaf || size === head.size) compared++;
      else left.push(at(receipt.file, `它证明的是日志第 ${receipt.index} 位，不在本包内`, `it proves place ${receipt.index}, which is not in this bundle`));
    }
  }
  const status = faults.length ? "fail" : compared ? "pass" : "not_checked";
  return { code: "receipts", status, details: faults.length ? faults : left, note: status === "pass" ? both(`${compared} 份回执与本包一致`, `${compared} receipts agree with this bundle`) : null };
}

