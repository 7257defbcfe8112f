// Open a bundle: a zip with one folder, without traps, bounded in size (docs/formats/bundle.md, "Container").
// Its own reader of the zip directory: another program must not see other files than this one.

import { inflateSync } from "fflate";
import { digest } from "./hash.js";
import { both, decode, hex, lines, strip } from "./text.js";

const MAX_FILES = 20000;
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_TOTAL_BYTES = 2 * 1024 ** 3;
const MAX_RATIO = 200;
const NEWEST = 63;
/** Bytes that nothing takes when it is packed: some programs pack a folder's. */
const EMPTY = 2;
/** Length of what points to an end record of 64 bits; it stands right before the plain one. */
const LOCATOR = 20;
/** Flags: sizes stand behind the file; and what a plain zip may say (how hard deflate tried, names in UTF-8). */
const [DESCRIBED, PLAIN_FLAGS] = [0x8, 0x080e];
/** Extra fields that give a file a second name or a second size. */
const [OTHER_NAME, LARGE] = [0x7075, 0x0001];
const NUMBER = "[0-9]{4,6}";
/** Every file that the format speaks of: another one would be taken for proven, and no check reads it. */
const PLACES = new RegExp(
  "^(?:bagit\\.txt|bag-info\\.txt|(?:tag)?manifest-sha256\\.txt|README\\.txt|存证页\\.pdf|验证\\.html" +
    "|data/(?:case|template|calendar)\\.json|data/templates/[0-9a-f]{64}\\.json|data/files/[^\\n]+" +
    `|data/(?:entries|open)/x?${NUMBER}\\.json|data/log/(?:checkpoint-[0-9]{4}|x?${NUMBER}\\.tlog-proof)` +
    `|data/anchors/${NUMBER}\\.(?:checkpoint|consistency|tsr)` +
    "|data/trust/(?:log\\.vkey|fingerprint\\.txt|tsa\\.pem|rotation-[0-9]{4}))$",
);
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
  "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** The file is not a bundle at all. */
export class Unusable extends Error {
  constructor(zh, en) {
    super(en);
    this.said = both(zh, en);
  }
}

/** The zip is built so that two programs would read different things, or one would be flooded. */
export class Trap extends Error {
  constructor(places) {
    super("trap");
    this.places = places;
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let turn = 0; turn < 8; turn++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function crc32(bytes) {
  let crc = ~0;
  for (let at = 0; at < bytes.length; at++) crc = CRC_TABLE[(crc ^ bytes[at]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

function nameOf(raw, flags) {
  const text = flags & 0x800 ? decode(raw) : Array.from(raw, (b) => (b < 128 ? String.fromCharCode(b) : CP437[b - 128])).join("");
  return text.split("\0")[0];
}

/** Numbers of the extra fields of one line; null when they are damaged. */
function fields(raw) {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const found = new Set();
  for (let at = 0; at + 4 <= raw.length; ) {
    found.add(view.getUint16(at, true));
    at += 4 + view.getUint16(at + 2, true);
    if (at > raw.length) return null;
  }
  return found;
}

/** Every entry of the central directory, and where it begins. Throws `Unusable`. */
function directory(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  const least = Math.max(0, end - 65535);
  while (end >= least && !(view.getUint32(end, true) === 0x06054b50 && end + 22 + view.getUint16(end + 20, true) === bytes.length)) end--;
  if (end < least || end < 0) throw new Unusable("文件不完整，或不是 zip 压缩包", "not a zip file, or cut off");
  // Most programs take the last end record, fitting or not, and the 64-bit one where something points to it.
  for (let at = end + 1; at + 4 <= bytes.length; at++) if (view.getUint32(at, true) === 0x06054b50) throw new Unusable("压缩包有两个结尾", "a zip with two end records");
  if (end >= LOCATOR && view.getUint32(end - LOCATOR, true) === 0x07064b50) throw new Unusable("64 位格式的压缩包", "a zip of the 64-bit kind");
  const [count, size, start] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  const bad = view.getUint16(end + 4, true) || view.getUint16(end + 6, true) || view.getUint16(end + 8, true) !== count;
  if (bad || start + size !== end) throw new Unusable("不是普通的 zip：分卷、64 位格式，或前面另有内容", "not a plain zip file: in parts, of the 64-bit kind, or with something before it");
  const found = [];
  let at = start;
  while (at < end) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw new Unusable("压缩包的目录已损坏", "the directory of the zip is damaged");
    const [nameSize, extraSize, noteSize] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const next = at + 46 + nameSize + extraSize + noteSize;
    const extra = next > end ? null : fields(bytes.subarray(at + 46 + nameSize, next - noteSize));
    if (!extra || !nameSize) throw new Unusable("压缩包的目录已损坏", "the directory of the zip is damaged");
    const needs = view.getUint16(at + 6, true);
    if (needs > NEWEST) throw new Unusable("压缩包的版本太新", `a zip of version ${needs / 10}`);
    const flags = view.getUint16(at + 8, true);
    const raw = bytes.subarray(at + 46, at + 46 + nameSize);
    let name;
    try {
      name = nameOf(raw, flags);
    } catch {
      throw new Unusable("压缩包内有名称不是 UTF-8 编码", "a name in the zip is not UTF-8");
    }
    found.push({
      name, raw, flags, extra,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      mode: view.getUint32(at + 38, true) >>> 16,
      offset: view.getUint32(at + 42, true),
    });
    at = next;
  }
  if (found.length !== count) throw new Unusable("压缩包的目录已损坏", "the directory of the zip is damaged");
  return { start, found };
}

/** A zip says everything twice, and programs differ in which they believe: where front and directory do not say the
 * same, or room is left for something the directory does not name. */
function doubts(bytes, infos, start) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wrong = [];
  for (const info of infos) {
    const say = (zh, en) => wrong.push({ place: info.name, ...both(zh, en) });
    const { raw, extra, offset: at } = info;
    if (raw.includes(0)) say("名称中途结束", "a name that ends early");
    if (extra.has(OTHER_NAME) || extra.has(LARGE)) say("另有第二个名称或大小", "a second name or size");
    if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) {
      say("没有文件头", "no file header");
      continue;
    }
    const nameSize = view.getUint16(at + 26, true);
    const own = bytes.subarray(at + 30, at + 30 + nameSize);
    if (own.length !== raw.length || own.some((byte, n) => byte !== raw[n])) say("文件头里是另一个名称", "another name in the file header");
    const flags = view.getUint16(at + 6, true);
    const alike = [[14, info.crc], [18, info.packed], [22, info.size]].every(([place, value]) => [value, flags & DESCRIBED ? 0 : value].includes(view.getUint32(at + place, true)));
    if (flags !== info.flags || view.getUint16(at + 8, true) !== info.method || !alike) say("文件头与目录不一致", "the file header says something else");
    if (info.method === 0 && info.packed !== info.size) say("存放的大小与所称不同", "stored in another size than its own");
    info.end = at + 30 + nameSize + view.getUint16(at + 28, true) + info.packed;
  }
  if (wrong.length) return wrong;
  let [at, last] = [0, null];
  for (const info of [...infos].sort((one, other) => one.offset - other.offset)) {
    if (!follows(view, at, info.offset, last)) return [{ place: info.name, ...both("没有紧接在前一个文件之后", "does not lie behind the one before it") }];
    [at, last] = [info.end, info];
  }
  return follows(view, at, start, last) ? [] : [{ place: "zip", ...both("目录没有紧接在最后一个文件之后", "the directory does not lie behind the last file") }];
}

/** Whether nothing but the description of a member lies between its end and what comes next. */
function follows(view, at, next, member) {
  if (!member || !(member.flags & DESCRIBED)) return next === at;
  const signed = next - at === 16 && view.getUint32(at, true) === 0x08074b50;
  return (signed || next - at === 12) && [member.crc, member.packed, member.size].every((value, n) => view.getUint32(at + (signed ? 4 : 0) + 4 * n, true) === value);
}

function wrongName(name) {
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name) || name.includes("\\")) return both("绝对路径或含反斜杠", "absolute, or with a backslash");
  const parts = name.split("/");
  if (parts.includes("..") || parts.includes(".") || name.includes("//")) return both("指向文件夹之外", "leads out of its folder");
  if (/[\x00-\x1f\x7f]/.test(name)) return both("含控制字符", "control character");
  if (name.normalize("NFC") !== name) return both("名称不是 Unicode NFC 形式", "not in Unicode NFC");
  return null;
}

function traps(infos) {
  const found = [];
  const say = (name, zh, en) => found.push({ place: name, ...both(zh, en) });
  if (infos.length > MAX_FILES) say("zip", `${infos.length} 个文件，超过 ${MAX_FILES}`, `${infos.length} files, more than ${MAX_FILES}`);
  if (infos.reduce((sum, info) => sum + info.size, 0) > MAX_TOTAL_BYTES) say("zip", "解压后过大", `unpacked larger than ${MAX_TOTAL_BYTES} bytes`);
  const seen = new Map();
  for (const { name, flags, method, size, packed, mode } of infos) {
    const why = wrongName(name);
    if (why) say(name, why.zh, why.en);
    const folded = fold(name);
    if (seen.has(folded)) say(name, `与 ${seen.get(folded)} 重名`, `the same name as ${seen.get(folded)}`);
    seen.set(folded, name);
    if (flags & ~PLAIN_FLAGS || (method !== 0 && method !== 8)) say(name, "已加密或使用少见的压缩方式", "encrypted, or an unusual compression");
    if (name.endsWith("/") && (size || packed > EMPTY)) say(name, "文件夹里直接有内容", "a folder with content");
    if ((mode & 0o170000) === 0o120000) say(name, "符号链接", "a symbolic link");
    if (size > MAX_FILE_BYTES || size > MAX_RATIO * Math.max(packed, 1024)) say(name, `压缩 ${packed} 字节却展开为 ${size} 字节`, `${size} bytes unpacked from ${packed}`);
  }
  return found;
}

/** Whether what is packed ends with its last byte: a program that reads without the directory goes on from there. */
function endsWith(packed, size) {
  try {
    inflateSync(packed.subarray(0, -1), { out: new Uint8Array(size + 1) });
    return false;
  } catch {
    return true;
  }
}

/** Names that some file system takes for one: compatibility forms and capitals are alike. */
const fold = (name) => name.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase();

/** The files of a bundle by their path inside its folder. */
export class Bag {
  constructor(bytes) {
    this.bytes = bytes;
    const { start, found: all } = directory(bytes);
    const infos = all.filter((info) => !info.name.endsWith("/"));
    // Somebody else's zip is no bundle with traps in it, however it is packed.
    if (!infos.some((info) => /^[^/\\]+[/\\]bagit\.txt$/.test(info.name))) throw new Unusable("里面没有证据包（缺少 bagit.txt）", "no bagit.txt in a folder of its own");
    const found = [...traps(all), ...doubts(bytes, all, start)];
    if (found.length) throw new Trap(found);
    const tops = new Set(all.map((info) => info.name.split("/")[0]));
    if (tops.size !== 1 || !all.every((info) => info.name.includes("/"))) throw new Unusable("证据包应当只有一个文件夹，全部内容都在其中", "a bundle has one folder and everything in it");
    this.folder = [...tops][0];
    this.infos = new Map(infos.map((info) => [info.name.slice(this.folder.length + 1), info]));
    this.names = [...this.infos.keys()].sort();
    this.sums = new Map();
    this.summed = new Set();
  }

  has(name) {
    return this.infos.has(name);
  }

  /** The content of a file. Throws `Trap` when the zip is damaged or gives another size than it declared. */
  read(name) {
    const info = this.infos.get(name);
    if (!info) throw new Error(`${name}: missing`);
    const damaged = (why) => new Trap([{ place: name, ...both(`压缩数据损坏（${why}）`, `the zip is damaged: ${why}`) }]);
    const { bytes } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = info.offset;
    if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) throw damaged("no file header");
    const nameSize = view.getUint16(at + 26, true);
    const start = at + 30 + nameSize + view.getUint16(at + 28, true);
    const own = bytes.subarray(at + 30, at + 30 + nameSize);
    if (own.length !== info.raw.length || own.some((byte, n) => byte !== info.raw[n])) throw damaged("another name in the file header");
    if (start + info.packed > bytes.length) throw damaged("cut");
    const packed = bytes.subarray(start, start + info.packed);
    let content;
    if (info.method === 0) {
      if (info.packed !== info.size) throw damaged("another size than declared");
      content = packed;
    } else
      try {
        // One byte of room more than declared, to see whether it holds more than it says.
        content = inflateSync(packed, { out: new Uint8Array(info.size + 1) });
      } catch (why) {
        throw damaged(why.message);
      }
    if (info.method && !this.summed.has(name) && !endsWith(packed, info.size)) throw damaged("something lies behind the end of what is packed");
    // Read again, the same bytes give the same sum.
    if (content.length !== info.size || (!this.summed.has(name) && crc32(content) !== info.crc)) throw damaged("checksum");
    this.summed.add(name);
    return content;
  }

  text(name) {
    return decode(this.read(name));
  }

  /** SHA-256 of a file's content, computed once. */
  async sha256(name) {
    if (!this.sums.has(name)) this.sums.set(name, await digest(this.read(name)));
    return this.sums.get(name);
  }

  manifest(name) {
    const found = new Map();
    lines(this.text(name)).forEach((line, number) => {
      const match = /^([0-9a-f]{64}) [ *]?(\S[^\n]*)$/u.exec(line);
      if (!match || found.has(match[2]) || strip(match[2][0]) === "") throw new Error(`${name}, line ${number + 1}`);
      found.set(match[2].replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%"), match[1]);
    });
    return found;
  }

  /** What does not fit between manifests and files. */
  async faults() {
    const wrong = [];
    const say = (place, zh, en) => wrong.push({ place, ...both(zh, en) });
    for (const name of this.names) if (!PLACES.test(name)) say(name, "证据包里没有它的位置", "has no place in a bundle");
    for (const [manifest, of] of [
      ["manifest-sha256.txt", this.names.filter((name) => name.startsWith("data/"))],
      ["tagmanifest-sha256.txt", this.names.filter((name) => !name.startsWith("data/") && name !== "tagmanifest-sha256.txt")],
    ]) {
      if (!this.has(manifest)) {
        say(manifest, "缺少清单", "missing");
        continue;
      }
      let listed;
      try {
        listed = this.manifest(manifest);
      } catch (why) {
        if (why instanceof Trap) throw why;
        say(manifest, `清单有无法读取的行：${why.message}`, `${why.message}: not a line of a manifest`);
        continue;
      }
      const wanted = new Set(of);
      for (const name of listed.keys()) if (!wanted.has(name)) say(name, "清单列有此文件，包内没有", `listed in ${manifest}, not in the bundle`);
      for (const name of of) {
        if (!listed.has(name)) say(name, "清单未列此文件", `not listed in ${manifest}`);
        else if (hex(await this.sha256(name)) !== listed.get(name)) say(name, "内容与清单中的摘要不符", `differs from ${manifest}`);
      }
    }
    return wrong;
  }
}
