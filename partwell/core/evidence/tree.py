"""The Merkle tree of RFC 6962 (RFC 9162 section 2): append, root, inclusion, consistency, and their verification.

Only complete subtrees are stored: the node (level, index) covers the leaves index * 2**level up to, not including,
(index + 1) * 2**level. A tree of n leaves is the row of its peaks, one for each bit set in n, highest first.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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


class Run(NamedTuple):
    """Neighbours of one level: complete subtrees from index `start` on. `level` 0 are leaves.

    A batch makes two nodes for each entry; an object for each would cost more than their hashes.
    """

    level: int
    start: int
    hashes: list[bytes]


class Node(NamedTuple):
    """One complete subtree."""

    level: int
    index: int  # type: ignore[assignment]  # a tuple has a method of that name
    hash: bytes


def nodes(runs: Iterable[Run]) -> Iterator[Node]:
    """The nodes of runs one by one, ordered by level, then index."""
    for level, start, hashes in runs:
        for index, hash_ in enumerate(hashes, start):
            yield Node(level, index, hash_)


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

    def append(self, leaves: Iterable[bytes]) -> tuple["Tree", list[Run]]:
        """The tree with `leaves` (leaf hashes) behind the present ones, and every subtree completed by that.

        Runs come out ordered by level, the order in which a store without gaps takes their nodes.
        """
        new, start, level, made = list(leaves), self.size, 0, list[Run]()
        grown = self.size + len(new)
        peaks = dict(zip((place[0] for place in peak_places(self.size)), self.peaks, strict=True))
        sha256 = hashlib.sha256
        while new:
            made.append(Run(level, start, new))
            if start & 1:
                new, start = [peaks.pop(level), *new], start - 1
            if len(new) & 1:
                peaks[level] = new[-1]
            # An odd one at the end has no partner yet: it stays behind as the peak of its level.
            new = [sha256(b"\x01" + left + right).digest() for left, right in zip(new[::2], new[1::2], strict=False)]
            start, level = start >> 1, level + 1
        return Tree(grown, tuple(peaks[place] for place, _index in peak_places(grown))), made


def root_within(before: Tree, runs: Sequence[Run], size: int) -> bytes:
    """The root at `size` on the way from `before` to the tree that `before.append` grew with these runs.

    Each peak there is one of a run, or was a peak of `before` already: one append serves every size it passes.
    """
    fold = b""
    for level in range(size.bit_length()):
        if not size >> level & 1:
            continue
        index = (size >> level) - 1
        if level < len(runs) and index >= runs[level].start:
            peak = runs[level].hashes[index - runs[level].start]
        else:
            peak = before.peaks[(before.size >> level + 1).bit_count()]
        fold = node_hash(peak, fold) if fold else peak
    return fold or EMPTY_ROOT


def peak_places(size: int) -> list[tuple[int, int]]:
    """(level, index) of the peaks of a tree of `size` leaves, leftmost first."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]


class Prover:
    """Makes proofs under one size of a tree from its stored nodes.

    A leaf lies under one peak. Its path climbs to that peak by stored siblings, then takes all peaks to the right
    folded into one hash, then those to the left one by one. The folds are the same for every leaf under a peak.
    """

    def __init__(self, size: int, read: ReadNode) -> None:
        self._size, self._read = size, read
        self._beyond: dict[int, list[bytes]] = {}

    def inclusion(self, index: int) -> list[bytes]:
        """Audit path of leaf `index`, from the leaf's sibling up (RFC 9162 2.1.3.1)."""
        if not 0 <= index < self._size:
            raise ValueError(f"no leaf {index} in a tree of {self._size}")
        return self._path(index, 0)

    def consistency(self, old: int) -> list[bytes]:
        """Proof that the tree of `old` leaves is the beginning of this one (RFC 9162 2.1.4.1).

        It is the path of the last complete subtree of the old tree, which itself goes ahead unless it is all of it.
        """
        if not 0 < old <= self._size:
            raise ValueError(f"no consistency from {old} to {self._size}")
        if old == self._size:
            return []
        level = (old & -old).bit_length() - 1
        path = self._path(old - 1, level)
        return path if old == 1 << level else [self._read(level, (old - 1) >> level), *path]

    def _path(self, index: int, level: int) -> list[bytes]:
        """From the subtree of `level` above leaf `index` to the root."""
        read = self._read
        # The peak above a leaf stands for the highest bit in which its index and the size differ.
        peak = (index ^ self._size).bit_length() - 1
        path = [read(step, (index >> step) ^ 1) for step in range(level, peak)]
        beyond = self._beyond.get(peak)
        if beyond is None:
            beyond = self._beyond[peak] = self._beside(peak)
        return path + beyond

    def _beside(self, peak: int) -> list[bytes]:
        """What follows once a path has reached the peak of this level."""
        left, right = _peaks_beside(peak, self._size)
        folded = [self._read(*place) for place in right]
        while len(folded) > 1:
            last = folded.pop()
            folded[-1] = node_hash(folded[-1], last)
        return [*folded, *(self._read(*place) for place in reversed(left))]


def _peaks_beside(peak: int, size: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The peaks left and right of the one at level `peak`, leftmost first."""
    places = peak_places(size)
    return [place for place in places if place[0] > peak], [place for place in places if place[0] < peak]


def inclusion(index: int, size: int, read: ReadNode) -> list[bytes]:
    """Audit path of leaf `index` in the tree of `size` leaves; see `Prover`, which makes many."""
    return Prover(size, read).inclusion(index)


def consistency(old: int, new: int, read: ReadNode) -> list[bytes]:
    """Proof that the tree of `old` leaves is the beginning of the tree of `new` leaves; see `Prover`."""
    return Prover(new, read).consistency(old)


def needed(index: int, size: int) -> set[tuple[int, int]]:
    """The stored nodes that `inclusion` will read, so that a store can fetch them in one go."""
    peak = (index ^ size).bit_length() - 1
    left, right = _peaks_beside(peak, size)
    return {*left, *right, *((step, (index >> step) ^ 1) for step in range(peak))}


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
