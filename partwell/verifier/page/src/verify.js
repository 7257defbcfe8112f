// The checks, in the order of docs/formats/bundle.md. A later check uses only what an earlier one read; what an earlier
// one refused counts against it there and is left out here. Never throws for what a bundle contains.

import { Calendar, readDay } from "./days.js";
import { chainFaults, linkFaults, readBody } from "./entry.js";
import { commitment, leafHash } from "./hash.js";
import { fromCanonical, isObject, parse } from "./json.js";
import { anchorChecks } from "./anchors.js";
import { readKey, readProof, readRotation, signedBy, successors } from "./note.js";
import { pdfFaults } from "./pdf.js";
import { FAULTS, replay } from "./replay.js";
import { readTemplate } from "./template.js";
import { both, grouped, hex, isHash, strip, unhex } from "./text.js";
import { verifyInclusion } from "./tree.js";
import { isText, readText } from "./together.js";
import { SENTENCES } from "./words.js";
import { Bag, Trap, Unusable } from "./zip.js";

const FORMATS = ["partwell-bundle/1", "partwell-bundle/2"];
const ERASED = "evidence.erased";
const EXPORTED = "evidence.exported";
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
  constructor(bag, report, known) {
    Object.assign(this, { bag, report, known });
    this.entries = [];
    this.contents = new Map();
    this.keys = report.keys;
    this.heads = new Map();
    this.signers = new Map();
    this.rotations = report.rotations;
    this.places = new Map();
    this.about = this.readAbout();
    this.version = FORMATS.indexOf(this.about.format) + 1;
    this.excerpt = this.version > 1 && this.about.scope === "excerpt";
  }

  readAbout() {
    let value;
    try {
      value = parse(this.bag.text("data/case.json"));
    } catch (why) {
      if (why instanceof Trap) throw why;
      throw new Unusable("案件说明（data/case.json）无法读取", `data/case.json: ${why.message}`);
    }
    if (!isObject(value) || !FORMATS.includes(value.format)) throw new Unusable("不是本页认识的证据包格式", `data/case.json: not of the format ${FORMATS.join(" or ")}`);
    if (typeof value.stream !== "string" || !isObject(value.leaves)) throw new Unusable("案件说明（data/case.json）不完整", "data/case.json: stream or leaves are missing");
    if (value.format === FORMATS[0]) return value;
    if (!["whole", "excerpt"].includes(value.scope) || !Array.isArray(value.withheld)) throw new Unusable("案件说明（data/case.json）不完整", "data/case.json: scope or withheld are missing");
    if (!value.withheld.every((name) => typeof name === "string")) throw new Unusable("案件说明（data/case.json）不完整", "data/case.json: withheld");
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
    add(...(await this.process()), this.end(), ...(await this.anchors()));
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
      const wanted = this.excerpt ? one.body.stream_seq : index + 1;
      if (Number(one.name) !== wanted) wrong.push(at(one.name, `应为第 ${wanted} 条：中间缺少记录`, `number ${wanted} expected: an entry is missing`));
      if (one.body.stream !== this.about.stream) wrong.push(at(one.name, "属于另一串记录", "of another stream"));
    });
    const [broken, times] = this.excerpt ? linkFaults(own) : chainFaults(own);
    wrong.push(...broken);
    const seen = new Set();
    for (const { name, body } of this.entries) {
      if (seen.has(body.eid)) wrong.push(at(name, "编号重复出现", `the id ${body.eid} occurs twice`));
      seen.add(body.eid);
      if (name.startsWith("x") && body.stream === this.about.stream) wrong.push(at(name, "本案记录被当作他处记录列出", "belongs to the bundle's own stream"));
    }
    const whole = judged("stream", wrong, both(`第 1—${own.length} 条`, `entries 1 to ${own.length}`));
    return [this.excerpt && !wrong.length ? check("stream", "not_checked", [], SENTENCES.stream_open) : whole, judged("time", times)];
  }

  checkpoints() {
    const faults = [];
    try {
      for (const line of this.bag.text("data/trust/log.vkey").replace(/\n$/, "").split("\n")) {
        if (strip(line) !== line) throw new Error("a key in another spelling");
        const key = readKey(line);
        if (this.keys.has(key.name) && this.version === 1) faults.push(at("data/trust/log.vkey", `${key.name} 有两把公钥`, `two keys of ${key.name}`));
        this.keys.set(key.name, [...(this.keys.get(key.name) ?? []), key]);
      }
    } catch (why) {
      if (why instanceof Trap) throw why;
      faults.push(at("data/trust/log.vkey", `公钥无法读取（${why.message}）`, why.message));
    }
    for (const path of this.bag.names) {
      if (/^data\/log\/checkpoint-[0-9]{4}$/.test(path)) faults.push(...this.note(path));
      else if (this.version > 1 && path.startsWith("data/trust/rotation-")) faults.push(...this.rotation(path));
    }
    if (!this.heads.size && !faults.length) faults.push(at("data/log", "没有检查点", "no checkpoint"));
    const sizes = [...this.heads.values()].map((head) => head.size);
    return judged("checkpoint", faults, both(`日志共 ${sizes.join("、")} 条`, `${sizes.join(", ")} entries in the log`));
  }

  note(path) {
    try {
      const note = this.bag.text(path);
      const { head, key } = signedBy(note, this.keys, this.known.key);
      if (head.origin in this.report.heads) return [at(path, `${head.origin} 有两个检查点`, `a second checkpoint of ${head.origin}`)];
      this.heads.set(note, head);
      this.signers.set(head.origin, key);
      this.report.heads[head.origin] = { size: head.size, root: hex(head.root) };
      this.report.roots.set(`${head.origin} ${head.size}`, hex(head.root));
      return [];
    } catch (why) {
      if (why instanceof Trap) throw why;
      return [at(path, `检查点无效（${why.message}）`, why.message)];
    }
  }

  rotation(path) {
    try {
      this.rotations.push(readRotation(this.bag.text(path)));
      return [];
    } catch (why) {
      if (why instanceof Trap) throw why;
      return [at(path, `更换公钥的说明无效（${why.message}）`, why.message)];
    }
  }

  key() {
    const used = [...new Set([...this.signers.values()].map((key) => key.fingerprint))].sort();
    const { key: pinned } = this.known;
    this.report.fingerprint = used.length === 1 ? used[0] : "";
    if (!used.length) return check("key", "not_checked", [at("", "没有有效的检查点", "no checkpoint holds")]);
    if (!pinned) return check("key", "not_checked", used.map((one) => at("", `指纹 ${grouped(one)}`, `fingerprint ${grouped(one)}`)), SENTENCES.key_open);
    const good = successors(pinned, this.rotations);
    const faults = used.filter((one) => !good.has(one)).map((one) => at("", `包内公钥的指纹是 ${grouped(one)}`, `the key has the fingerprint ${grouped(one)}`));
    const named = used.filter((one) => good.has(one) && one !== pinned).map((one) => at("", `${grouped(one)} 由您提供的公钥指定为后继`, `${grouped(one)} was named by the key you gave`));
    return faults.length ? judged("key", faults) : check("key", "pass", named, both(`指纹 ${grouped(pinned)}，与您提供的一致`, `fingerprint ${grouped(pinned)}, the one you gave`));
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
        this.report.numbered.set(`${body.stream} ${body.stream_seq}`, hex(leaf));
        places.push(found.index);
        this.places.set(name, { origin: head.origin, index: found.index });
      }
    }
    const known = new Set(this.entries.map(({ name }) => `data/log/${name}.tlog-proof`));
    faults.push(...this.strays("data/log/", known).filter(({ place }) => place.endsWith(".tlog-proof")));
    const [low, high] = [places.reduce((a, b) => (b < a ? b : a), places[0]), places.reduce((a, b) => (b > a ? b : a), places[0])];
    return judged("inclusion", faults, places.length ? both(`位置 ${low}—${high}`, `places ${low} to ${high}`) : null);
  }

  content() {
    const [faults, missing] = [[], []];
    for (const one of this.entries) {
      const { name, body } = one;
      const path = `data/open/${name}.json`;
      if (!this.bag.has(path)) {
        missing.push(one);
        continue;
      }
      const raw = this.bag.read(path);
      try {
        const content = readContent(fromCanonical(raw));
        if (commitment(unhex(content.salt), content.payload) !== body.commit) faults.push(at(name, "披露的内容与记录的承诺值不符", "not what the entry commits to"));
        else if (content.files.length !== body.files.length) faults.push(at(name, `披露 ${content.files.length} 份文件，记录称有 ${body.files.length} 份`, `${content.files.length} files, the entry speaks of ${body.files.length}`));
        else this.contents.set(name, content);
      } catch (why) {
        faults.push(at(name, `披露内容无法读取（${why.message}）`, `${path}: ${why.message}`));
      }
    }
    const closed = [];
    for (const one of missing) {
      const told = this.leftOut(one);
      if (told) closed.push(told);
      else faults.push(at(one.name, "内容缺失：既未声明对您保留，也没有依法删除的记录", "missing, neither withheld nor erased"));
    }
    faults.push(...this.exported());
    faults.push(...this.strays("data/open/", new Set(this.entries.map(({ name }) => `data/open/${name}.json`))));
    if (!faults.length && closed.length) {
      const note = both(`${closed.length} 条未披露或已删除`, `${closed.length} not disclosed or erased`);
      return check("content", this.contents.size ? "pass" : "not_checked", closed, note);
    }
    return judged("content", faults.length ? [...faults, ...closed] : [], both(`${this.contents.size} 条`, `${this.contents.size} entries`));
  }

  /** Why the content of an entry is lawfully not here; null when nothing says so. */
  leftOut({ name, body }) {
    if (this.version === 1) return at(name, "未披露，或已依法删除", "not disclosed, or lawfully erased");
    for (const [by, { payload }] of this.contents) {
      const own = this.entries.find((other) => other.name === by).body;
      const erased = own.type === ERASED && own.instant >= body.instant && Array.isArray(payload.streams) && payload.streams.includes(body.stream);
      if (erased) return at(name, `已于 ${own.at} 依法删除`, `lawfully erased ${own.at}`);
    }
    return this.about.withheld.includes(name) ? at(name, "未向本包的读者披露", "withheld for this reader") : null;
  }

  /** Where the entry of this export says something else: for whom, what for, what was withheld. */
  exported() {
    const last = this.own.at(-1);
    if (this.version === 1 || last?.body.type !== EXPORTED || !this.contents.has(last.name)) return [];
    const { payload } = this.contents.get(last.name);
    const wrong = [["reader", "读者"], ["purpose", "用途"]]
      .filter(([field]) => typeof payload[field] === "string" && payload[field] !== this.about[field])
      .map(([field, zh]) => at(last.name, `日志记载的${zh}与本包不同`, `the log gives another ${field} of this export`));
    const said = payload.withheld ?? null;
    if (said === null) return wrong;
    const [one, other] = [new Set(Array.isArray(said) ? said.filter((name) => typeof name === "string") : []), new Set(this.about.withheld)];
    if (one.size === other.size && [...one].every((name) => other.has(name))) return wrong;
    return [...wrong, at(last.name, "日志记载的未披露内容与本包不同", "the log says that other contents were withheld in this export")];
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

  /** SHA-256 of a signed file to that of the certificate an entry says it was signed with last. */
  namedCertificates() {
    const found = new Map();
    for (const { payload } of this.contents.values())
      for (const [digest, about] of [[payload.signed_copy, payload.pades], [payload.electronic?.sealed_copy, payload.electronic]])
        if (isObject(about) && typeof digest === "string" && typeof about.certificate === "string") found.set(digest, about.certificate);
    return found;
  }

  async pdfs() {
    const [faults, said, open] = [[], [], []];
    const wanted = this.namedCertificates();
    for (const path of this.bag.names) {
      if (!path.startsWith("data/files/")) continue;
      const place = path.slice(11);
      const named = wanted.get(hex(await this.bag.sha256(path)));
      const found = await pdfFaults(this.bag.read(path));
      faults.push(...found.faults.map((one) => ({ ...one, place })));
      open.push(...found.open.map((one) => ({ ...one, place })));
      said.push(...found.signatures.map((one) => ({ ...one, place })));
      if (!named || found.faults.length) continue;
      const last = found.signatures.findLast((one) => !one.stamp);
      if (!last) faults.push(at(place, "日志称这份文件有电子签名，文件里却没有", "the log says that it is signed, and it bears no signature"));
      else if (last.certificate !== named) faults.push(at(place, `最后一个签名的证书不是日志所记的那一张（${last.who}）`, `signed last with another certificate than the log names (${last.who})`));
    }
    this.report.signatures = said;
    if (faults.length) return judged("pdf", faults);
    if (!said.length) return check("pdf", "not_checked", [at("", "包内没有带电子签名的 PDF", "no PDF with an electronic signature")]);
    const note = both(
      `${said.length} 个签名与文件内容相符。证书由谁签发、是否有效，本页未检查。`,
      `${said.length} signatures hold over the bytes of the files. Who issued the certificates and whether they are valid was not checked here.`,
    );
    return check("pdf", open.length ? "not_checked" : "pass", [...open, ...said], note);
  }

  async template() {
    const named = [...new Set(this.own.map((one) => one.body.tmpl).filter(Boolean))].sort();
    const path = "data/template.json";
    if (!this.bag.has(path)) {
      // A template says what kind of separation it was, which not every reader is to know.
      if (named.length && this.excerpt) return check("template", "not_checked", [at(path, "节选中未放入", "left out of the excerpt")]);
      if (named.length) return check("template", "fail", [at(path, "缺少流程模板", "missing")]);
      return check("template", "not_checked", [at("", "没有记录指明流程模板", "no entry names a template")]);
    }
    const digest = hex(await this.bag.sha256(path));
    const earlier = this.earlier();
    const sums = new Map();
    for (const one of earlier) sums.set(one, hex(await this.bag.sha256(one)));
    if (!named.length) return check("template", "fail", [at(path, "没有记录指明这份模板", "no entry names the template")]);
    const given = new Set([digest, ...sums.values()]);
    return judged("template", [
      ...named.filter((one) => !given.has(one)).map((one) => at(path, `记录指明的是另一版（${one.slice(0, 8)} …）`, `it is ${digest.slice(0, 8)} …, an entry names ${one.slice(0, 8)} …`)),
      ...earlier.filter((one) => !named.includes(sums.get(one))).map((one) => at(one, "没有记录指明这一版", "no entry names it")),
    ]);
  }

  /** Versions the case followed before the one it follows now. */
  earlier() {
    return this.bag.names.filter((name) => name.startsWith("data/templates/"));
  }

  async process() {
    const failed = (why) => ["process", "complete"].map((code) => check(code, "fail", [why]));
    const open = (...details) => ["process", "complete"].map((code) => check(code, "not_checked", details));
    const own = this.excerpt ? [] : this.own;
    if (!own.some((one) => one.body.type.startsWith("case."))) return open(at("", "不是案件的记录", "not the stream of a case"));
    const hidden = own.filter((one) => !this.contents.has(one.name)).map((one) => at(one.name, "内容未披露或无效，无法重放流程", "content not disclosed or not valid"));
    if (hidden.length) return open(...hidden);
    let template, calendar;
    const versions = new Map();
    try {
      template = readTemplate(parse(this.bag.text("data/template.json")));
      for (const path of this.earlier()) versions.set(hex(await this.bag.sha256(path)), readTemplate(parse(this.bag.text(path))));
      versions.set(hex(await this.bag.sha256("data/template.json")), template);
      const { years, holidays, workdays } = parse(this.bag.text("data/calendar.json"));
      calendar = new Calendar({ years: years.map(wholeYear), holidays: holidays.map(readDay), workdays: workdays.map(readDay) });
    } catch (why) {
      if (why instanceof Trap) throw why;
      return failed(at("data/template.json", `流程模板或工作日历无法读取（${why.message}）`, `template or calendar: ${why.message}`));
    }
    let done;
    try {
      const happenings = own.map(({ name, body }) => ({ type: body.type, at: body.instant, actor: body.actor, payload: this.contents.get(name).payload }));
      done = replay(template, happenings, calendar, versions);
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
    return judged("process", details, both("按模板重放全部记录，工作日历取自本包，各人角色以记录所载为准", "replayed by the template, working days as given here, roles as the entries say"));
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
    if (!this.excerpt && own.some((one) => ["case.closed", "case.cancelled"].includes(one.body.type))) return check("end", "pass");
    const last = own.at(-1)?.body;
    return check("end", "not_checked", [last ? at("", `最后一条：第 ${last.stream_seq} 条，${last.at}`, `last entry: ${last.stream_seq}, ${last.at}`) : at("", "没有记录", "no entry")], SENTENCES.end_open);
  }

  async anchors() {
    if (this.version === 1) return [check("anchors", "not_checked", [], SENTENCES.anchors_none)];
    const entries = this.entries
      .filter((one) => this.places.has(one.name))
      .map(({ name, body }) => ({ name, at: body.instant, clk: body.clk, ...this.places.get(name) }));
    const heads = new Map([...this.heads.values()].map((head) => [head.origin, head]));
    return anchorChecks(this.bag, this.report, entries, heads, this.keys, this.known);
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

/** Check one bundle, or one receipt or checkpoint by itself. `key` is the fingerprint of the log's key that the reader
 * knows from elsewhere, `tsa` those of root certificates of time-stamp authorities; `now` tells the age of anchors. */
export async function verify(bytes, { key = "", tsa = [], file = "", now = null } = {}) {
  const report = {
    file, bytes: bytes.length, checks: [], entries: [], fingerprint: "", about: {}, heads: Object.create(null), rotations: [], roots: new Map(),
    leaves: new Map(), numbered: new Map(), keys: new Map(), signatures: [], note: "", anchoredAt: null, unusable: null,
  };
  const known = { key: key ? readFingerprint(key) : "", tsa: tsa.map(readFingerprint), now };
  if (isText(bytes)) {
    readText(bytes, report);
    return report;
  }
  const fail = (why) => {
    report.checks = [check("zip", "fail", why.places), ...report.checks.filter((one) => one.code !== "zip")];
  };
  try {
    const bag = new Bag(bytes);
    report.checks.push(check("zip", "pass"));
    await new Reading(bag, report, known).run();
  } catch (why) {
    if (why instanceof Trap) fail(why);
    else if (why instanceof Unusable) report.unusable = why.said;
    else throw why;
  }
  return report;
}

/** 0 everything checked holds, 1 something does not, 2 it is no bundle. */
export const exitCode = (report) => (report.unusable ? 2 : report.checks.some((one) => one.status === "fail") ? 1 : 0);
