"""The Merkle tree of RFC 6962 (RFC 9162 section 2): append, root, inclusion, consistency, and their verification.

Only complete subtrees are stored: the node (level, index) covers the leaves index * 2**level up to, not including,
(index + 1) * 2**level. A tree of n leaves is the row of its peaks, one for each bit set in n, highest first.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from typing import NamedTuple

EMPTY_ROOT = hashlib.sha256(b"").digest()
MAX_PATH = 64

ReadNode = Callable[[int, int], bytes]


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 || body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def leaf_hashes(bodies: Iterable[bytes]) -> list[bytes]:
    """`leaf_hash` of many."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + body).digest() for body in bodies]


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right): the prefix keeps an inner node from being shown as an entry."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Node(NamedTuple):
    """One complete subtree: `level` 0 is a leaf. A plain tuple: a batch makes two of them for each entry."""

    level: int
    index: int  # type: ignore[assignment]  # a tuple has a method of that name
    hash: bytes


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree as its size and the hashes of its peaks, leftmost (largest) first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves does not have {len(self.peaks)} peaks")

    @property
    def root(self) -> bytes:
        """The Merkle tree hash: peaks folded from the right."""
        if not self.peaks:
            return EMPTY_ROOT
        fold = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            fold = node_hash(peak, fold)
        return fold

    def append(self, leaves: Iterable[bytes]) -> tuple["Tree", list[Node]]:
        """The tree with `leaves` (leaf hashes) behind the present ones, and every subtree completed by that.

        Nodes come out ordered by level, then index, the order in which a store without gaps takes them.
        """
        new, start, level, made = list(leaves), self.size, 0, list[Node]()
        grown = self.size + len(new)
        peaks = dict(zip((place[0] for place in peak_places(self.size)), self.peaks, strict=True))
        sha256 = hashlib.sha256
        while new:
            made += map(Node._make, zip(repeat(level), count(start), new, strict=False))
            if start & 1:
                new.insert(0, peaks.pop(level))
                start -= 1
            if len(new) & 1:
                peaks[level] = new.pop()
            new = [sha256(b"\x01" + left + right).digest() for left, right in zip(new[::2], new[1::2], strict=True)]
            start, level = start >> 1, level + 1
        return Tree(grown, tuple(peaks[place] for place, _index in peak_places(grown))), made


def peak_places(size: int) -> list[tuple[int, int]]:
    """(level, index) of the peaks of a tree of `size` leaves, leftmost first."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (at least 2)."""
    return 1 << (count - 1).bit_length() - 1


def _range(low: int, high: int, read: ReadNode) -> bytes:
    """Hash of the leaves low..high-1, a range that RFC 6962 cuts out of a tree."""
    count = high - low
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return read(level, low >> level)
    middle = low + _split(count)
    return node_hash(_range(low, middle, read), _range(middle, high, read))


def inclusion(index: int, size: int, read: ReadNode) -> list[bytes]:
    """Audit path of leaf `index` in the tree of `size` leaves, from the leaf's sibling up (RFC 9162 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path, level, place, last = [], 0, index, size - 1
    while last:
        if place & 1:
            path.append(read(level, place - 1))
        elif place < last:
            beside = place + 1
            if (beside + 1) << level <= size:
                path.append(read(level, beside))
            else:
                path.append(_range(beside << level, size, read))
        level, place, last = level + 1, place >> 1, last >> 1
    return path


def consistency(old: int, new: int, read: ReadNode) -> list[bytes]:
    """Proof that the tree of `old` leaves is the beginning of the tree of `new` leaves (RFC 9162 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError(f"no consistency from {old} to {new}")
    proof, low, high, whole = [], 0, new, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append((middle, high))
            high = middle
        else:
            proof.append((low, middle))
            low, whole = middle, False
    hashes = [_range(start, end, read) for start, end in reversed(proof)]
    return hashes if whole else [_range(low, high, read), *hashes]


def needed(index: int, size: int) -> set[tuple[int, int]]:
    """The stored nodes that `inclusion` will read, so that a store can fetch them in one go."""
    places: set[tuple[int, int]] = set()

    def note(level: int, position: int) -> bytes:
        places.add((level, position))
        return b""

    inclusion(index, size, note)
    return places


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from `leaf` at `index` to `root` of a tree of `size` leaves (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or len(path) > MAX_PATH or any(len(step) != 32 for step in (leaf, root, *path)):
        return False
    place, last, fold = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            fold = node_hash(step, fold)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            fold = node_hash(fold, step)
        place, last = place >> 1, last >> 1
    return last == 0 and fold == root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree (old, old_root) is the beginning of (new, new_root) (RFC 9162 2.1.4.2)."""
    if not 0 < old <= new or len(proof) > MAX_PATH or any(len(step) != 32 for step in (old_root, new_root, *proof)):
        return False
    if old == new:
        return not proof and old_root == new_root
    if not proof:
        return False
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_fold = new_fold = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_fold, new_fold = node_hash(step, old_fold), node_hash(step, new_fold)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_fold = node_hash(new_fold, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old_fold == old_root and new_fold == new_root
