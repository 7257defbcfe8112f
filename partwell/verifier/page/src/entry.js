// The body of an entry and the chain that entries of one stream form; docs/formats/evidence-entry.md.

import { leafHash } from "./hash.js";
import { fromCanonical, isInteger, isObject } from "./json.js";
import { both, hex } from "./text.js";

const MAX_BODY_BYTES = 64 * 1024;
const CLOCK_TOLERANCE = 5 * 60 * 1000;
const FIELDS = "v log eid stream stream_kind stream_seq prev type at actor tmpl rule commit files clk".split(" ").sort().join();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;
const PATTERNS = {
  log: /^[0-9a-z-]{1,60}\/hr-evidence\/[0-9]{4}$/,
  eid: UUID,
  stream: UUID,
  stream_kind: /^(?:case|employee|installation)$/,
  commit: HASH,
  type: /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/,
  actor: /^[0-9a-z-]{1,40}$/,
};

const fieldsOf = (value) => Object.keys(value).sort().join();

/** Milliseconds since 1970 of an RFC 3339 time in UTC with milliseconds; NaN when there is no such moment. */
export function instant(text) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/.test(text) || text.startsWith("0000")) return NaN;
  const at = Date.parse(text);
  // A day or an hour that does not exist comes back as another one.
  return Number.isNaN(at) || new Date(at).toISOString() !== text ? NaN : at;
}

/** The entry whose body these bytes are. Throws when they are not exactly one of version 1. */
export function readBody(raw) {
  if (raw.length > MAX_BODY_BYTES) throw new Error(`longer than ${MAX_BODY_BYTES} bytes`);
  const body = fromCanonical(raw);
  if (!isObject(body) || fieldsOf(body) !== FIELDS || body.v !== 1) throw new Error("the fields are not those of version 1");
  const text = (name, pattern) => {
    if (typeof body[name] !== "string" || !pattern.test(body[name])) throw new Error(`${name}: ${body[name]}`);
  };
  for (const [name, pattern] of Object.entries(PATTERNS)) text(name, pattern);
  for (const name of ["tmpl", "rule", "clk", "prev"]) if (body[name] !== "") text(name, HASH);
  if (!isInteger(body.stream_seq) || body.stream_seq < 1) throw new Error(`stream_seq: ${body.stream_seq}`);
  if ((body.prev !== "") !== body.stream_seq > 1) throw new Error("prev: the first entry of a stream has none, every other has one");
  if (typeof body.at !== "string" || Number.isNaN(instant(body.at))) throw new Error(`at: ${body.at}`);
  if (!Array.isArray(body.files)) throw new Error("files");
  for (const file of body.files) {
    if (!isObject(file) || fieldsOf(file) !== "commit,media,size") throw new Error("files: fields");
    if (typeof file.commit !== "string" || !HASH.test(file.commit) || !isInteger(file.size) || file.size < 0) throw new Error("files: commit or size");
    if (typeof file.media !== "string" || !/^[\x21-\x7e]{1,100}$/.test(file.media)) throw new Error("files: media");
  }
  return { ...body, instant: instant(body.at) };
}

/** What is wrong with a whole stream, in order: [faults of links and numbers, faults of time]. */
export function chainFaults(entries) {
  const [wrong, times, seen] = [[], [], new Set()];
  entries.forEach((one, index) => {
    const { body, name } = one;
    const before = index ? entries[index - 1] : null;
    const say = (zh, en) => wrong.push({ place: name, ...both(zh, en) });
    if (body.stream_seq !== index + 1) say(`应为第 ${index + 1} 条，却是第 ${body.stream_seq} 条`, `number ${index + 1} expected, found ${body.stream_seq}`);
    if (body.stream !== entries[0].body.stream || body.stream_kind !== entries[0].body.stream_kind) say("属于另一串记录", "of another stream");
    if (body.prev !== (before ? hex(leafHash(before.raw)) : "")) say("没有指向它前面的那一条", "does not point to the entry before it");
    if (seen.has(body.eid)) say("编号重复出现", "its id occurs twice");
    if (before && before.body.instant - body.instant > CLOCK_TOLERANCE)
      times.push({ place: name, ...both(`${body.at} 早于前一条的 ${before.body.at}`, `${before.body.at} then ${body.at}`) });
    seen.add(body.eid);
  });
  return [wrong, times];
}

/** Faults between neighbours of an excerpt: links where both are there, times everywhere. */
export function linkFaults(entries) {
  const [wrong, times] = [[], []];
  entries.slice(1).forEach((one, index) => {
    const before = entries[index];
    if (one.body.stream_seq === before.body.stream_seq + 1 && one.body.prev !== hex(before.leaf)) wrong.push({ place: one.name, ...both("没有指向它前面的那一条", "does not point to the entry before it") });
    if (before.body.instant - one.body.instant > CLOCK_TOLERANCE) times.push({ place: one.name, ...both(`${one.body.at} 早于前一条的 ${before.body.at}`, `${before.body.at} then ${one.body.at}`) });
  });
  return [wrong, times];
}
