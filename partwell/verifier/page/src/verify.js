// The checks, in the order of docs/formats/bundle.md. A later check uses only what an earlier one read; what an earlier
// one refused counts against it there and is left out here. Never throws for what a bundle contains.

import { Calendar, readDay } from "./days.js";
import { chainFaults, readBody } from "./entry.js";
import { commitment, leafHash } from "./hash.js";
import { fromCanonical, isObject, parse } from "./json.js";
import { readHead, readKey, readProof, verifyNote } from "./note.js";
import { pdfFaults } from "./pdf.js";
import { FAULTS, replay } from "./replay.js";
import { readTemplate } from "./template.js";
import { both, grouped, hex, isHash, lines, unhex } from "./text.js";
import { verifyInclusion } from "./tree.js";
import { SENTENCES } from "./words.js";
import { Bag, Trap, Unusable } from "./zip.js";

const FORMAT = "partwell-bundle/1";
const fieldsOf = (value) => Object.keys(value).sort().join();
const at = (place, zh, en) => ({ place, ...both(zh, en) });

/** One answered check. `note` is said beside its name; `details` name each place. */
function check(code, status, details = [], note = null) {
  return { code, status, details, note };
}
const judged = (code, faults, note = null) => check(code, faults.length ? "fail" : "pass", faults, faults.length ? null : note);

/** A fingerprint as people type it: spaces, colons and capitals do not count; a verifier key line works too. Throws. */
export function readFingerprint(text) {
  if (text.includes("+")) return readKey(text).fingerprint;
  const plain = text.replace(/[\s:]/g, "").toLowerCase();
  if (!isHash(plain)) throw new Error("a fingerprint has 64 hexadecimal digits");
  return plain;
}

function readContent(value) {
  if (!isObject(value) || fieldsOf(value) !== "files,payload,salt" || !isHash(value.salt)) throw new Error("not the fields of a content");
  if (!isObject(value.payload) || !Array.isArray(value.files)) throw new Error("payload or files");
  for (const file of value.files) {
    if (!isObject(file) || fieldsOf(file) !== "name,path,salt,sha256") throw new Error("not the fields of a file");
    if (!isHash(file.salt) || !isHash(file.sha256)) throw new Error("salt or sha256 of a file");
    if (typeof file.path !== "string" || typeof file.name !== "string") throw new Error("path or name of a file");
    if (file.path && !file.path.startsWith("data/files/")) throw new Error(`${file.path} is not in data/files`);
  }
  return value;
}

class Reading {
  constructor(bag, report, pinned) {
    Object.assign(this, { bag, report, pinned });
    this.entries = [];
    this.contents = new Map();
    this.keys = report.keys;
    this.heads = new Map();
    this.about = this.readAbout();
  }

  readAbout() {
    let value;
    try {
      value = parse(this.bag.text("data/case.json"));
    } catch (why) {
      if (why instanceof Trap) throw why;
      throw new Unusable(`data/case.json: ${why.message}`);
    }
    if (!isObject(value) || value.format !== FORMAT) throw new Unusable(`data/case.json: not of the format ${FORMAT}`);
    if (typeof value.stream !== "string" || !isObject(value.leaves)) throw new Unusable("data/case.json: stream or leaves are missing");
    return value;
  }

  async run() {
    const { report } = this;
    report.about = this.about;
    const add = (...checks) => report.checks.push(...checks);
    const count = this.bag.names.length;
    add(judged("bag", await this.bag.faults(), both(`${count} 份文件，摘要都相符`, `${count} files, each with its digest`)));
    add(this.bodies(), this.leaves(), ...this.stream());
    add(this.checkpoints(), this.key(), this.inclusion());
    add(this.content(), await this.files(), await this.pdfs(), await this.template());
    add(...this.process(), this.end(), this.anchors());
    report.entries = this.entries.map(({ name, body }) => ({
      name, stream_seq: body.stream_seq, type: body.type, at: body.at, disclosed: this.contents.has(name),
    }));
  }

  get own() {
    return this.entries.filter((one) => !one.name.startsWith("x"));
  }

  bodies() {
    const faults = [];
    for (const path of this.bag.names) {
      if (!path.startsWith("data/entries/")) continue;
      const match = /^data\/entries\/(x?[0-9]{4,6})\.json$/.exec(path);
      if (!match) {
        faults.push(at(path, "不是记录文件的名称", "not the name of an entry"));
        continue;
      }
      const raw = this.bag.read(path);
      try {
        this.entries.push({ name: match[1], raw, body: readBody(raw), leaf: leafHash(raw) });
      } catch (why) {
        faults.push(at(match[1], `记录无法按规范读取（${why.message}）`, why.message));
      }
    }
    if (!this.entries.length && !faults.length) faults.push(at("data/entries", "没有记录", "no entry"));
    const count = this.entries.length;
    return judged("canonical", faults, both(`${count} 条`, `${count} entries`));
  }

  leaves() {
    const listed = this.about.leaves;
    const faults = this.entries
      .filter((one) => listed[one.name] !== hex(one.leaf))
      .map((one) => at(one.name, "叶哈希与目录所列不同", `its leaf ${hex(one.leaf)} is not the one listed`));
    const found = new Set(this.entries.map((one) => one.name));
    for (const name of Object.keys(listed).sort()) if (!found.has(name)) faults.push(at(name, "目录列有，包内没有可读的记录", "listed, but no readable entry"));
    return judged("leaf", faults, both(`${found.size} 条`, `${found.size} entries`));
  }

  stream() {
    const { own } = this;
    const wrong = [];
    own.forEach((one, index) => {
      if (Number(one.name) !== index + 1) wrong.push(at(one.name, `应为第 ${index + 1} 条：中间缺少记录`, `number ${index + 1} expected: an entry is missing`));
      if (one.body.stream !== this.about.stream) wrong.push(at(one.name, "属于另一串记录", "of another stream"));
    });
    const [broken, times] = chainFaults(own);
    wrong.push(...broken);
    const seen = new Set();
    for (const { name, body } of this.entries) {
      if (seen.has(body.eid)) wrong.push(at(name, "编号重复出现", `the id ${body.eid} occurs twice`));
      seen.add(body.eid);
      if (name.startsWith("x") && body.stream === this.about.stream) wrong.push(at(name, "本案记录被当作他处记录列出", "belongs to the bundle's own stream"));
    }
    return [judged("stream", wrong, both(`第 1—${own.length} 条`, `entries 1 to ${own.length}`)), judged("time", times)];
  }

  checkpoints() {
    const faults = [];
    try {
      for (const line of lines(this.bag.text("data/trust/log.vkey"))) {
        const key = readKey(line);
        if (this.keys.has(key.name)) faults.push(at("data/trust/log.vkey", `${key.name} 有两把公钥`, `two keys of ${key.name}`));
        this.keys.set(key.name, key);
      }
    } catch (why) {
      if (why instanceof Trap) throw why;
      faults.push(at("data/trust/log.vkey", `公钥无法读取（${why.message}）`, why.message));
    }
    for (const path of this.bag.names) if (/^data\/log\/checkpoint-[0-9]{4}$/.test(path)) faults.push(...this.note(path));
    if (!this.heads.size && !faults.length) faults.push(at("data/log", "没有检查点", "no checkpoint"));
    const sizes = [...this.heads.values()].map((head) => head.size);
    return judged("checkpoint", faults, both(`日志共 ${sizes.join("、")} 条`, `${sizes.join(", ")} entries in the log`));
  }

  note(path) {
    try {
      const note = this.bag.text(path);
      const { origin } = readHead(note);
      if (!this.keys.has(origin)) return [at(path, `没有 ${origin} 的公钥`, `no key of ${origin}`)];
      const head = verifyNote(note, this.keys.get(origin));
      if (origin in this.report.heads) return [at(path, `${origin} 有两个检查点`, `a second checkpoint of ${origin}`)];
      this.heads.set(note, head);
      this.report.heads[origin] = { size: head.size, root: hex(head.root) };
      return [];
    } catch (why) {
      if (why instanceof Trap) throw why;
      return [at(path, `检查点无效（${why.message}）`, why.message)];
    }
  }

  key() {
    const used = [...new Set([...this.heads.values()].map((head) => this.keys.get(head.origin).fingerprint))].sort();
    this.report.fingerprint = used.length === 1 ? used[0] : "";
    if (!used.length) return check("key", "not_checked", [at("", "没有有效的检查点", "no checkpoint holds")]);
    if (!this.pinned) return check("key", "not_checked", used.map((one) => at("", `指纹 ${grouped(one)}`, `fingerprint ${grouped(one)}`)), SENTENCES.key_open);
    const faults = used.filter((one) => one !== this.pinned).map((one) => at("", `包内公钥的指纹是 ${grouped(one)}`, `the key has the fingerprint ${grouped(one)}`));
    return judged("key", faults, both(`指纹 ${grouped(this.pinned)}，与您提供的一致`, `fingerprint ${grouped(this.pinned)}, the one you gave`));
  }

  inclusion() {
    const faults = [];
    const places = [];
    for (const { name, leaf, body } of this.entries) {
      const path = `data/log/${name}.tlog-proof`;
      if (!this.bag.has(path)) {
        faults.push(at(name, "缺少存在性证明", `${path}: missing`));
        continue;
      }
      let found;
      try {
        found = readProof(this.bag.text(path));
      } catch (why) {
        if (why instanceof Trap) throw why;
        faults.push(at(name, `存在性证明无法读取（${why.message}）`, `${path}: ${why.message}`));
        continue;
      }
      const head = this.heads.get(found.note);
      const place = head && `${head.origin} ${found.index}`;
      if (!head || head.origin !== body.log) faults.push(at(name, "证明所依据的检查点无效，或不属于这条记录的日志", "its checkpoint is not one of this bundle that holds for the entry's log"));
      else if (!verifyInclusion(leaf, found.index, head.size, found.path, head.root)) faults.push(at(name, "从这条记录推不到已签名的根", "the path does not lead from the entry to the root"));
      else if (this.report.leaves.has(place)) faults.push(at(name, `与另一条记录占同一位置 ${found.index}`, `two entries at place ${found.index}`));
      else {
        this.report.leaves.set(place, hex(leaf));
        places.push(found.index);
      }
    }
    const [low, high] = [places.reduce((a, b) => (b < a ? b : a), places[0]), places.reduce((a, b) => (b > a ? b : a), places[0])];
    return judged("inclusion", faults, places.length ? both(`位置 ${low}—${high}`, `places ${low} to ${high}`) : null);
  }

  content() {
    const [faults, closed] = [[], []];
    for (const { name, body } of this.entries) {
      const path = `data/open/${name}.json`;
      if (!this.bag.has(path)) {
        closed.push(at(name, "未披露，或已依法删除", "not disclosed, or lawfully erased"));
        continue;
      }
      let content;
      const raw = this.bag.read(path);
      try {
        content = readContent(fromCanonical(raw));
        if (commitment(unhex(content.salt), content.payload) !== body.commit) faults.push(at(name, "披露的内容与记录的承诺值不符", "not what the entry commits to"));
        else if (content.files.length !== body.files.length) faults.push(at(name, `披露 ${content.files.length} 份文件，记录称有 ${body.files.length} 份`, `${content.files.length} files, the entry speaks of ${body.files.length}`));
        else this.contents.set(name, content);
      } catch (why) {
        faults.push(at(name, `披露内容无法读取（${why.message}）`, `${path}: ${why.message}`));
      }
    }
    const known = new Set(this.entries.map(({ name }) => `data/open/${name}.json`));
    faults.push(...this.strays("data/open/", known));
    if (!faults.length && closed.length) {
      const note = both(`${closed.length} 条未披露或已删除，其余相符`, `${closed.length} not disclosed or erased, the others agree`);
      return check("content", closed.length === this.entries.length ? "not_checked" : "pass", closed, note);
    }
    return judged("content", faults.length ? [...faults, ...closed] : [], both(`${this.contents.size} 条`, `${this.contents.size} entries`));
  }

  strays(folder, known) {
    return this.bag.names
      .filter((path) => path.startsWith(folder) && !known.has(path))
      .map((path) => at(path, "不属于任何记录", "belongs to no entry"));
  }

  async files() {
    const [faults, left, known] = [[], [], new Set()];
    let count = 0;
    for (const { name, body } of this.entries) {
      const content = this.contents.get(name);
      for (const [position, said] of body.files.entries()) {
        count++;
        if (!content) {
          left.push(at(`${name} · ${position + 1}`, "未披露", "not disclosed"));
          continue;
        }
        const own = content.files[position];
        const place = `${name} · ${own.name}`;
        known.add(own.path);
        if (commitment(unhex(own.salt), { name: own.name, sha256: own.sha256 }) !== said.commit) faults.push(at(place, "与记录的承诺值不符", "not what the entry commits to"));
        else if (!own.path) left.push(at(place, "未放入本包", "not in the bundle"));
        else if (!this.bag.has(own.path)) faults.push(at(place, "包内没有这份文件", `${own.path}: missing`));
        else {
          const now = hex(await this.bag.sha256(own.path));
          if (now !== own.sha256)
            faults.push(at(place, `文件内容与 ${body.at} 记入的摘要不符。记入 ${own.sha256.slice(0, 8)} … 现在 ${now.slice(0, 8)} …`, `another content than recorded at ${body.at}: ${own.sha256.slice(0, 8)} … then, ${now.slice(0, 8)} … now`));
        }
      }
    }
    faults.push(...this.strays("data/files/", known));
    if (faults.length) return judged("files", faults);
    if (!count || left.length === count) return check("files", "not_checked", left.length ? left : [at("", "没有记录提到文件", "no entry speaks of a file")]);
    return check("files", "pass", left, both(`${count - left.length} 份${left.length ? `，另有 ${left.length} 份未放入` : ""}`, `${count - left.length} files${left.length ? `, ${left.length} left out` : ""}`));
  }

  async pdfs() {
    const [faults, said] = [[], []];
    for (const path of this.bag.names) {
      if (!path.startsWith("data/files/")) continue;
      const found = await pdfFaults(this.bag.read(path));
      faults.push(...found.faults.map((one) => ({ ...one, place: path.slice(11) })));
      said.push(...found.signatures.map((one) => ({ ...one, place: path.slice(11) })));
    }
    this.report.signatures = said;
    if (faults.length) return judged("pdf", faults);
    if (!said.length) return check("pdf", "not_checked", [at("", "包内没有带电子签名的 PDF", "no PDF with an electronic signature")]);
    return check("pdf", "pass", said, both(
      `${said.length} 个签名，签署后未改。证书由谁签发、是否有效，本页未检查。`,
      `${said.length} signatures, unchanged since. Who issued the certificates and whether they are valid was not checked here.`,
    ));
  }

  async template() {
    const named = [...new Set(this.own.map((one) => one.body.tmpl).filter(Boolean))].sort();
    const path = "data/template.json";
    if (!this.bag.has(path)) {
      if (named.length) return check("template", "fail", [at(path, "缺少流程模板", "missing")]);
      return check("template", "not_checked", [at("", "没有记录指明流程模板", "no entry names a template")]);
    }
    const digest = hex(await this.bag.sha256(path));
    if (!named.length) return check("template", "fail", [at(path, "没有记录指明这份模板", "no entry names the template")]);
    return judged("template", named.filter((one) => one !== digest).map((one) => at(path, `记录指明的是另一版（${one.slice(0, 8)} …）`, `it is ${digest.slice(0, 8)} …, an entry names ${one.slice(0, 8)} …`)));
  }

  process() {
    const failed = (why) => ["process", "complete"].map((code) => check(code, "fail", [why]));
    const open = (...details) => ["process", "complete"].map((code) => check(code, "not_checked", details));
    const { own } = this;
    if (!own.some((one) => one.body.type.startsWith("case."))) return open(at("", "不是案件的记录", "not the stream of a case"));
    const hidden = own.filter((one) => !this.contents.has(one.name)).map((one) => at(one.name, "内容未披露或无效，无法重放流程", "content not disclosed or not valid"));
    if (hidden.length) return open(...hidden);
    let template, calendar;
    try {
      template = readTemplate(parse(this.bag.text("data/template.json")));
      const { years, holidays, workdays } = parse(this.bag.text("data/calendar.json"));
      calendar = new Calendar({ years: years.map(wholeYear), holidays: holidays.map(readDay), workdays: workdays.map(readDay) });
    } catch (why) {
      if (why instanceof Trap) throw why;
      return failed(at("data/template.json", `流程模板或工作日历无法读取（${why.message}）`, `template or calendar: ${why.message}`));
    }
    let done;
    try {
      const happenings = own.map(({ name, body }) => ({ type: body.type, at: body.instant, actor: body.actor, payload: this.contents.get(name).payload }));
      done = replay(template, happenings, calendar);
    } catch (why) {
      return failed(at("", `有记录不是流程会写出的内容（${why.message}）`, `an entry is not what the process writes: ${why.message}`));
    }
    return [this.processCheck(template, done.faults), this.completeCheck(template, done)];
  }

  processCheck(template, faults) {
    const details = faults.map(({ code, step, entry, detail }) => {
      const [title, said] = [titleOf(template, step), FAULTS[code]];
      const more = detail ? `（${detail}）` : "";
      return at(entry ? String(entry).padStart(4, "0") : "", `${title.zh}${title.zh ? "：" : ""}${said.zh}${more}`, `${title.en}${title.en ? ": " : ""}${said.en}${detail ? ` (${detail})` : ""}`);
    });
    return judged("process", details, both("按模板重放全部记录；工作日历取自本包", "replayed by the template; working days as given here"));
  }

  completeCheck(template, { state, faults, open, views }) {
    if (!state) return check("complete", "fail", [at("", "案件从未开启", "the case was never opened")]);
    const named = (key) => at(key, titleOf(template, key).zh, titleOf(template, key).en);
    const owed = open.map((view) => named(view.step.key));
    if (state.state === "open") return check("complete", "not_checked", owed, SENTENCES.complete_open);
    if (state.state === "cancelled") return check("complete", "not_checked", [], SENTENCES.complete_cancelled);
    const keys = new Set([...open.map((view) => view.step.key), ...faults.filter((one) => one.code === "closed_with_open_step").map((one) => one.step)]);
    const done = [...views.values()].filter((view) => view.status === "done").length;
    const rest = views.size - done;
    return judged("complete", [...keys].sort().map(named), both(`${done} 个各有证据，${rest} 个不适用`, `${done} with their proof, ${rest} not applicable`));
  }

  end() {
    const { own } = this;
    if (own.some((one) => ["case.closed", "case.cancelled"].includes(one.body.type))) return check("end", "pass");
    const last = own.at(-1)?.body;
    return check("end", "not_checked", [last ? at("", `最后一条：第 ${last.stream_seq} 条，${last.at}`, `last entry: ${last.stream_seq}, ${last.at}`) : at("", "没有记录", "no entry")], SENTENCES.end_open);
  }

  anchors() {
    return check("anchors", "not_checked", [], SENTENCES.anchors_none);
  }
}

const titleOf = (template, key) => {
  const step = template.steps.get(key);
  return both(step ? step.title || key : key ?? "", step ? step.titleEn || step.key : key ?? "");
};

function wholeYear(value) {
  if (typeof value !== "number") throw new TypeError(`no year: ${value}`);
  return value;
}

/** Check one bundle (bytes of a zip). `key` is the fingerprint of the log's key that the reader knows from elsewhere. */
export async function verify(bytes, { key = "", file = "" } = {}) {
  const report = { file, bytes: bytes.length, checks: [], entries: [], fingerprint: "", about: {}, heads: {}, leaves: new Map(), keys: new Map(), signatures: [], unusable: "" };
  const pinned = key ? readFingerprint(key) : "";
  const fail = (why) => {
    report.checks = [check("zip", "fail", why.places), ...report.checks.filter((one) => one.code !== "zip")];
  };
  try {
    const bag = new Bag(bytes);
    report.checks.push(check("zip", "pass"));
    await new Reading(bag, report, pinned).run();
  } catch (why) {
    if (why instanceof Trap) fail(why);
    else if (why instanceof Unusable) report.unusable = why.message;
    else throw why;
  }
  return report;
}

/** 0 everything checked holds, 1 something does not, 2 it is no bundle. */
export const exitCode = (report) => (report.unusable ? 2 : report.checks.some((one) => one.status === "fail") ? 1 : 0);
