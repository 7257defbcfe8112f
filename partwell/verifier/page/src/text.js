// Bytes and text, read exactly as the formats say: no repair, no second spelling.

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Text of UTF-8 bytes. A BOM stays; throws when the bytes are not UTF-8. */
export const decode = (bytes) => strict.decode(bytes);
export const encode = (text) => encoder.encode(text);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function unhex(text) {
  const bytes = new Uint8Array(text.length / 2);
  for (let place = 0; place < bytes.length; place++) bytes[place] = parseInt(text.slice(2 * place, 2 * place + 2), 16);
  return bytes;
}

export function same(one, other) {
  if (one.length !== other.length) return false;
  let differs = 0;
  for (let place = 0; place < one.length; place++) differs |= one[place] ^ other[place];
  return differs === 0;
}

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Bytes of base64 in its one canonical spelling; throws otherwise. */
export function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) throw new Error(`not base64: ${text.slice(0, 20)}`);
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  if (toBase64(bytes) !== text) throw new Error("not canonical base64");
  return bytes;
}

/** Lines of a manifest, cut at the line ends of RFC 8493 and at no other sign; a last empty line is none. */
export function lines(text) {
  const found = text.split(/\r\n|\r|\n/);
  if (found[found.length - 1] === "") found.pop();
  return found;
}

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const NAME = new RegExp(`^[^${SPACE}+]{1,200}$`, "u");

export const strip = (text) => text.replace(ENDS, "");
/** Whether text may name a key: 1 to 200 characters, no space, no plus sign. */
export const isKeyName = (text) => NAME.test(text);
export const isHash = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
export const grouped = (print) => print.match(/.{1,4}/g).join(" ");

/** Text before the first `sign`, text after it, and whether it occurs. */
export function partition(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? [text, "", false] : [text.slice(0, at), text.slice(at + sign.length), true];
}

/** Two texts: Chinese and English. Every sentence of a report is such a pair. */
export const both = (zh, en) => ({ zh, en });
