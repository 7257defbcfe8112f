// Checkpoints (C2SP tlog-checkpoint in a signed note) and offline proofs (C2SP tlog-proof); docs/formats/checkpoint.md.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { sha256 } from "./hash.js";
import { instant } from "./entry.js";
import { encode, fromBase64, hex, isKeyName, join, partition, same, strip, toBase64 } from "./text.js";

const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 32;
const MAX_PATH = 64;

function keyOf(name, bytes) {
  if (isWeak(bytes)) throw new Error("not a key");
  return { name, bytes, id: sha256(join(encode(`${name}\n`), Uint8Array.of(1), bytes)).slice(0, 4), fingerprint: hex(sha256(bytes)) };
}

/** A log's public key: name, bytes, id, fingerprint. Throws when a part is wrong or the id does not fit. */
export function readKey(line) {
  const [name, rest] = partition(strip(line), "+");
  const [id, encoded] = partition(rest, "+");
  const raw = fromBase64(encoded);
  if (raw[0] !== 1 || raw.length !== 33 || !isKeyName(name)) throw new Error("not an Ed25519 key");
  const key = keyOf(name, raw.slice(1));
  if (hex(key.id) !== id) throw new Error("the key id does not belong to the key");
  return key;
}

const little = (bytes) => BigInt(`0x${hex(bytes.slice().reverse())}`);
const P = 2n ** 255n - 19n;
const Y8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const WEAK = [0n, 1n, P - 1n, Y8, P - Y8];

/** Whether 32 bytes are a point of small order, however it is written: under one, a signature holds for many texts. */
const isWeak = (bytes) => bytes.length === 32 && WEAK.includes((little(bytes) & (2n ** 255n - 1n)) % P);

function split(note) {
  const at = note.lastIndexOf("\n\n");
  if (encode(note).length > MAX_NOTE_BYTES || /[\x00-\x09\x0b-\x1f]/.test(note)) throw new Error("too long, or control characters");
  const lines = note.slice(at + 2);
  if (at < 0 || !lines.endsWith("\n")) throw new Error("no signature part");
  const signatures = lines.slice(0, -1).split("\n");
  if (signatures.length > MAX_SIGNATURES || !signatures.every((line) => line.startsWith("— "))) throw new Error("signature lines");
  return [`${note.slice(0, at)}\n`, signatures];
}

/** Origin, size and root of a note, without looking at signatures. */
export function readHead(note) {
  const lines = split(note)[0].slice(0, -1).split("\n");
  if (lines.length !== 3 || !isKeyName(lines[0]) || !/^(?:0|[1-9][0-9]{0,17})$/.test(lines[1])) throw new Error("not the three lines of a checkpoint");
  const root = fromBase64(lines[2]);
  if (root.length !== 32) throw new Error("the root is not 32 bytes");
  return { origin: lines[0], size: BigInt(lines[1]), root };
}

/** Whether `key` signed the note, whatever its text is; lines of other keys are ignored. Throws. */
function verifyText(note, key) {
  const [text, signatures] = split(note);
  let held = false;
  for (const line of signatures) {
    const [name, encoded] = partition(line.slice(2), " ");
    const raw = fromBase64(encoded);
    if (name !== key.name || !same(raw.slice(0, 4), key.id)) continue;
    if (!verifySignature(key.bytes, encode(text), raw.slice(4))) throw new Error("a signature of the log's key does not hold");
    held = true;
  }
  if (!held) throw new Error("no signature of the log's key");
}

/** {head, key}: the head of a note and the first of its log's keys (origin to list of keys) that signed it; the one of
 * the fingerprint `pinned` comes before others. Throws. */
export function signedBy(note, keys, pinned = "") {
  const head = readHead(note);
  let why = new Error(`no key of ${head.origin}`);
  const own = keys.get(head.origin) ?? [];
  for (const key of [...own.filter((one) => one.fingerprint === pinned), ...own.filter((one) => one.fingerprint !== pinned)])
    try {
      verifyText(note, key);
      return { head, key };
    } catch (found) {
      why = found;
    }
  throw why;
}

const ROTATION = /^partwell-key-rotation\/1\nold ([A-Za-z0-9+/]{43}=)\nnew ([A-Za-z0-9+/]{43}=)\nat (\S+)\n$/;

/** Fingerprints {old, new} of a note in which one key names the next, under the old key it names itself. Throws. */
export function readRotation(note) {
  const [text] = split(note);
  const found = ROTATION.exec(text);
  if (!found || Number.isNaN(instant(found[3]))) throw new Error("not a key rotation");
  const [old, next] = found.slice(1, 3).map((one) => keyOf("rotation", Uint8Array.from(atob(one), (sign) => sign.charCodeAt(0))));
  verifyText(note, old);
  return { old: old.fingerprint, next: next.fingerprint };
}

/** Fingerprints that rotations lead to from one, itself included. */
export function successors(print, rotations) {
  const known = new Set([print]);
  for (let before = 0; before !== known.size; ) {
    before = known.size;
    for (const { old, next } of rotations) if (known.has(old)) known.add(next);
  }
  return known;
}

/** Sizes and hashes of a consistency proof (docs/formats/anchors.md). Throws. */
export function readConsistency(text) {
  const lines = text.split("\n");
  const sizes = /^([1-9][0-9]{0,17}) ([1-9][0-9]{0,17})$/.exec(lines.length > 2 ? lines[1] : "");
  if (lines[0] !== "partwell-consistency/1" || lines.at(-1) !== "" || !sizes || lines.length - 3 > MAX_PATH) throw new Error("not a consistency proof");
  return { old: BigInt(sizes[1]), size: BigInt(sizes[2]), path: lines.slice(2, -1).map(fromBase64) };
}

export function verifySignature(key, message, signature) {
  try {
    if (!ed25519.verify(signature, message, key, { zip215: false })) return false;
    // That lets a point of small order pass beside R; RFC 8032 and OpenSSL compute R and compare its bytes.
    const { Point } = ed25519;
    const order = Point.Fn.ORDER;
    const challenge = little(sha512(join(signature.slice(0, 32), key, message))) % order;
    const [s, a] = [little(signature.slice(32)), Point.fromBytes(key)];
    const found = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(challenge));
    return same(found.toBytes(), signature.slice(0, 32));
  } catch {
    return false;
  }
}

/** Bytes of base64; null in another spelling: that proves nothing and is nobody's fault. */
function canonicalOrNull(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

/** Index, path, note and, in a receipt, leaf of a tlog-proof. Throws. */
export function readProof(text) {
  const [head, note, gap] = partition(text, "\n\n");
  const lines = head.split("\n");
  if (!gap || lines[0] !== "c2sp.org/tlog-proof@v1") throw new Error("not a tlog-proof");
  const extra = lines.length > 1 && lines[1].startsWith("extra ");
  const claimed = extra ? /^extra ([A-Za-z0-9+/]{43}=)$/.exec(lines[1]) : null;
  const rest = extra ? lines.slice(2) : lines.slice(1);
  const found = /^index (0|[1-9][0-9]{0,17})$/.exec(rest[0] ?? "");
  if (!found || rest.length - 1 > MAX_PATH) throw new Error("index line or length of the path");
  const path = rest.slice(1).map(fromBase64);
  if (path.some((step) => step.length !== 32)) throw new Error("a hash of the path is not 32 bytes");
  // What the `extra` line claims to be the leaf, the path has to prove.
  const leaf = claimed ? canonicalOrNull(claimed[1]) : null;
  return { index: BigInt(found[1]), path, note, leaf };
}
