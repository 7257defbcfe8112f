// Proofs of the Merkle tree of RFC 6962, verified as RFC 9162 2.1.3.2 and 2.1.4.2 say. Sizes are BigInt: up to 18 digits.

import { nodeHash } from "./hash.js";
import { same } from "./text.js";

const MAX_PATH = 64;
const good = (hashes) => hashes.every((hash) => hash.length === 32);

/** Whether `path` leads from `leaf` at `index` to `root` of a tree of `size` leaves. */
export function verifyInclusion(leaf, index, size, path, root) {
  if (index < 0n || index >= size || path.length > MAX_PATH || !good([leaf, root, ...path])) return false;
  let [place, last, fold] = [index, size - 1n, leaf];
  for (const step of path) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      fold = nodeHash(step, fold);
      while (!(place & 1n) && place) [place, last] = [place >> 1n, last >> 1n];
    } else fold = nodeHash(fold, step);
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n && same(fold, root);
}

/** Whether the tree (old, oldRoot) is the beginning of (size, root). */
export function verifyConsistency(old, oldRoot, size, root, proof) {
  if (old <= 0n || old > size || proof.length > MAX_PATH || !good([oldRoot, root, ...proof])) return false;
  if (old === size) return proof.length === 0 && same(oldRoot, root);
  if (!proof.length) return false;
  const steps = old & (old - 1n) ? [...proof] : [oldRoot, ...proof];
  let [place, last] = [old - 1n, size - 1n];
  while (place & 1n) [place, last] = [place >> 1n, last >> 1n];
  let [before, after] = [steps[0], steps[0]];
  for (const step of steps.slice(1)) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      [before, after] = [nodeHash(step, before), nodeHash(step, after)];
      while (!(place & 1n) && place) [place, last] = [place >> 1n, last >> 1n];
    } else after = nodeHash(after, step);
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n && same(before, oldRoot) && same(after, root);
}
