// Checkpoints (C2SP tlog-checkpoint in a signed note) and offline proofs (C2SP tlog-proof); docs/formats/checkpoint.md.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "./hash.js";
import { encode, fromBase64, hex, isKeyName, join, partition, same, strip } from "./text.js";

const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 32;
const MAX_PATH = 64;

/** A log's public key: name, bytes, id, fingerprint. Throws when a part is wrong or the id does not fit. */
export function readKey(line) {
  const [name, rest] = partition(strip(line), "+");
  const [id, encoded] = partition(rest, "+");
  const raw = fromBase64(encoded);
  if (raw[0] !== 1 || raw.length !== 33 || !isKeyName(name)) throw new Error("not an Ed25519 key");
  const key = { name, bytes: raw.slice(1), id: sha256(join(encode(`${name}\n`), raw)).slice(0, 4) };
  key.fingerprint = hex(sha256(key.bytes));
  if (hex(key.id) !== id) throw new Error("the key id does not belong to the key");
  return key;
}

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

/** The head of a note that `key` signed; lines of other keys are ignored. Throws. */
export function verifyNote(note, key) {
  const head = readHead(note);
  if (head.origin !== key.name) throw new Error(`a checkpoint of ${head.origin}, a key of ${key.name}`);
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
  return head;
}

export function verifySignature(key, message, signature) {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

/** Index, path and note of a tlog-proof. */
export function readProof(text) {
  const [head, note, gap] = partition(text, "\n\n");
  const lines = head.split("\n");
  if (!gap || lines[0] !== "c2sp.org/tlog-proof@v1") throw new Error("not a tlog-proof");
  const rest = lines.length > 1 && lines[1].startsWith("extra ") ? lines.slice(2) : lines.slice(1);
  const found = /^index (0|[1-9][0-9]{0,17})$/.exec(rest[0] ?? "");
  if (!found || rest.length - 1 > MAX_PATH) throw new Error("index line or length of the path");
  const path = rest.slice(1).map(fromBase64);
  if (path.some((step) => step.length !== 32)) throw new Error("a hash of the path is not 32 bytes");
  return { index: BigInt(found[1]), path, note };
}
