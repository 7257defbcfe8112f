// JSON read with its numbers and keys as written, and its one canonical form (docs/formats/evidence-entry.md).
// The parser of the browser can't be used: it takes the last of two equal keys and forgets 1.0.

import { decode, encode } from "./text.js";

const MAX_DEPTH = 32;
const PARSER_DEPTH = 100;
const MAX_DIGITS = 1000;

/** A number with a point or an exponent: kept apart, because no format here has one. */
export class Float {
  constructor(text) {
    this.text = text;
  }
}

export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Float);
export const isInteger = (value) => typeof value === "bigint" || typeof value === "number";

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  fail(why) {
    throw new Error(`${why} at character ${this.at + 1}`);
  }

  space() {
    while (" \t\n\r".includes(this.text[this.at]) && this.at < this.text.length) this.at++;
  }

  value(depth) {
    if (depth > PARSER_DEPTH) this.fail("nested too deep");
    this.space();
    const sign = this.text[this.at];
    if (sign === "{") return this.object(depth);
    if (sign === "[") return this.array(depth);
    if (sign === '"') return this.string();
    for (const [word, value] of [["true", true], ["false", false], ["null", null]])
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    return this.number();
  }

  number() {
    const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
    number.lastIndex = this.at;
    const found = number.exec(this.text);
    if (!found) this.fail("no value");
    this.at += found[0].length;
    if (found[0].length > MAX_DIGITS && !found[1] && !found[2]) this.fail("a number too long");
    if (found[1] || found[2]) return new Float(found[0]);
    const value = Number(found[0]);
    if (Object.is(value, -0)) return 0;
    return Number.isSafeInteger(value) ? value : BigInt(found[0]);
  }

  string() {
    const piece = /"((?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
    piece.lastIndex = this.at;
    const found = piece.exec(this.text);
    if (!found) this.fail("not a string");
    this.at += found[0].length;
    return JSON.parse(found[0]);
  }

  array(depth) {
    const found = [];
    this.at++;
    this.space();
    if (this.text[this.at] === "]") return this.at++, found;
    for (;;) {
      found.push(this.value(depth + 1));
      this.space();
      const sign = this.text[this.at++];
      if (sign === "]") return found;
      if (sign !== ",") this.fail("no comma");
    }
  }

  object(depth) {
    const found = Object.create(null);
    this.at++;
    this.space();
    if (this.text[this.at] === "}") return this.at++, found;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail("no key");
      const key = this.string();
      if (key in found) this.fail(`the key ${key} twice`);
      this.space();
      if (this.text[this.at++] !== ":") this.fail("no colon");
      found[key] = this.value(depth + 1);
      this.space();
      const sign = this.text[this.at++];
      if (sign === "}") return found;
      if (sign !== ",") this.fail("no comma");
    }
  }
}

/** The value of JSON text. Throws for anything else, for a key twice in one object, and for a BOM. */
export function parse(text) {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  if (reader.at !== text.length) reader.fail("more after the value");
  return value;
}

function write(value, place, depth) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value))
      throw new Error(`${place}: half of a surrogate pair`);
    return JSON.stringify(value);
  }
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") throw new Error(`${place}: an integer of more than 53 bits`);
  if (value instanceof Float) throw new Error(`${place}: the number ${value.text} is not an integer`);
  if (depth === 0) throw new Error(`${place}: nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) return `[${value.map((one, n) => write(one, `${place}[${n}]`, depth - 1)).join(",")}]`;
  const keys = Object.keys(value).sort();
  for (const key of keys) if (!/^[\x00-\x7f]*$/.test(key)) throw new Error(`${place}: the key ${key} is not ASCII`);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${write(value[key], `${place}.${key}`, depth - 1)}`).join(",")}}`;
}

/** The canonical bytes of a value. Throws for what the subset leaves out. */
export const canonical = (value) => encode(write(value, "value", MAX_DEPTH));

/** The value of canonical bytes; throws unless writing it again gives the same text. */
export function fromCanonical(bytes) {
  const text = decode(bytes);
  const value = parse(text);
  if (write(value, "value", MAX_DEPTH) !== text) throw new Error("the bytes are not the canonical form of their value");
  return value;
}
