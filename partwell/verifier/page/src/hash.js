// Hashes. Small things by noble (an await for each would cost more than the hash), whole files by the browser.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { canonical } from "./json.js";
import { hex, join } from "./text.js";

export { sha256 };

/** SHA-256 of a whole file. */
export async function digest(bytes) {
  if (bytes.length < 4096 || !globalThis.crypto?.subtle) return sha256(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** HMAC-SHA256 over canonical bytes, in hex: what an entry commits to. */
export const commitment = (salt, value) => hex(hmac(sha256, salt, canonical(value)));

export const leafHash = (body) => sha256(join(Uint8Array.of(0), body));
export const nodeHash = (left, right) => sha256(join(Uint8Array.of(1), left, right));
