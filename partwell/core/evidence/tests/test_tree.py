"""The Merkle tree against published roots, another implementation, and hostile proofs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from partwell.core.evidence import tree

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
# Roots of the first 1..8 of these leaves, as the certificate-transparency project publishes them.
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grow(count, batch=1):
    """A tree of `count` small leaves grown in batches: (tree, read function, leaf hashes)."""
    hashes = [tree.leaf_hash(f"entry {n}".encode()) for n in range(count)]
    grown, nodes = tree.Tree(), {}
    for start in range(0, count, batch):
        grown, made = grown.append(hashes[start : start + batch])
        nodes |= {(node.level, node.index): node.hash for node in tree.nodes(made)}
    return grown, lambda level, index: nodes[level, index], hashes


def oracle(count):
    """The same tree by another implementation."""
    other = InmemoryTree(algorithm="sha256")
    for n in range(count):
        other.append_entry(f"entry {n}".encode())
    return other


def test_roots_are_the_published_ones():
    """The first eight roots of the certificate-transparency vectors; the empty tree is SHA-256 of nothing."""
    grown = tree.Tree()
    assert grown.root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        grown, _nodes = grown.append([tree.leaf_hash(leaf)])
        assert grown.root.hex() == root


def test_roots_and_proofs_equal_another_implementation():
    """Every root, and every inclusion and consistency proof of a tree of 70 leaves."""
    grown, read, hashes = grow(70)
    other = oracle(70)
    assert grown.root == other.get_root()
    roots = {size: tree.Tree(size, tuple(read(*place) for place in tree.peak_places(size))).root for size in range(71)}
    for size in range(1, 71):
        assert roots[size] == other.get_root(size)
        proof = tree.consistency(size, 70, read)
        assert tree.verify_consistency(size, roots[size], 70, grown.root, proof)
        for index in range(size):
            path = tree.inclusion(index, size, read)
            assert tree.verify_inclusion(hashes[index], index, size, path, roots[size])
    for index in range(70):
        theirs = other.prove_inclusion(index + 1, 70).serialize()["path"]
        assert [step.hex() for step in tree.inclusion(index, 70, read)] == theirs[1:]


@given(st.integers(1, 200), st.integers(1, 50))
@settings(max_examples=40)
def test_batches_make_the_same_tree(count, batch):
    """A tree grown in batches has the same nodes and root as one grown leaf by leaf, in an order without gaps."""
    slow, read, hashes = grow(count)
    fast, again, _hashes = grow(count, batch)
    assert (fast.size, fast.peaks) == (slow.size, slow.peaks)
    assert all(read(*place) == again(*place) for place in tree.peak_places(count))
    places = [(node.level, node.index) for node in tree.nodes(tree.Tree().append(hashes)[1])]
    assert places == sorted(places)


def test_only_needed_nodes_are_read():
    """`needed` names exactly the stored nodes that the proof reads."""
    _grown, read, _hashes = grow(100)
    for index in (0, 41, 98, 99):
        asked = set()
        tree.inclusion(
            index,
            100,
            lambda level, place, asked=asked: asked.add((level, place)) or read(level, place),
        )
        assert tree.needed(index, 100) == asked


@given(st.data())
@settings(max_examples=300)
def test_a_changed_inclusion_proof_does_not_hold(data):
    """Another index, size, leaf or root, a flipped bit, a step more or less: none leads to the root."""
    size = data.draw(st.integers(2, 90))
    grown, read, hashes = grow(size)
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(index, size, read)
    kind = data.draw(st.sampled_from(["index", "leaf", "root", "flip", "drop", "add", "double", "short"]))
    claim = {
        "leaf": hashes[index],
        "index": index,
        "size": size,
        "path": path,
        "root": grown.root,
    }
    place = data.draw(st.integers(0, len(path) - 1))
    if kind == "index":
        claim["index"] = data.draw(st.integers(-1, size + 2).filter(lambda other: other != index))
    elif kind in ("leaf", "root"):
        claim[kind] = tree.leaf_hash(b"another")
    elif kind == "flip":
        claim["path"] = [
            *path[:place],
            bytes([path[place][0] ^ 1]) + path[place][1:],
            *path[place + 1 :],
        ]
    elif kind == "drop":
        claim["path"] = [*path[:place], *path[place + 1 :]]
    elif kind == "add":
        claim["path"] = [*path, tree.leaf_hash(b"one more")]
    elif kind == "double":
        claim["path"] = [*path[:place], path[place], *path[place:]]
    else:
        claim["path"] = [*path[:place], path[place][:31], *path[place + 1 :]]
    assert not tree.verify_inclusion(**claim)


@given(st.data())
@settings(max_examples=200)
def test_a_changed_consistency_proof_does_not_hold(data):
    """A fork, a flipped bit, or a step more or less is not a continuation."""
    new = data.draw(st.integers(3, 90))
    old = data.draw(st.integers(2, new - 1))
    grown, read, _hashes = grow(new)
    old_root = tree.Tree(old, tuple(read(*place) for place in tree.peak_places(old))).root
    proof = tree.consistency(old, new, read)
    kind = data.draw(st.sampled_from(["fork", "new", "flip", "drop", "add"]))
    place = data.draw(st.integers(0, len(proof) - 1))
    new_root = grown.root
    if kind == "fork":
        old_root = tree.leaf_hash(b"another history")
    elif kind == "new":
        new_root = tree.leaf_hash(b"another future")
    elif kind == "flip":
        proof[place] = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    elif kind == "drop":
        del proof[place]
    else:
        proof.append(tree.leaf_hash(b"one more"))
    assert not tree.verify_consistency(old, old_root, new, new_root, proof)


def test_an_inner_node_is_not_an_entry():
    """The body 0x01 || left || right hashes differently as an entry than the node it imitates."""
    grown, read, _hashes = grow(4)
    forged = b"\x01" + read(0, 0) + read(0, 1)
    assert tree.leaf_hash(forged) != read(1, 0)
    assert not tree.verify_inclusion(tree.leaf_hash(forged), 0, 2, [read(1, 1)], grown.root)


def test_empty_trees_prove_nothing():
    """No index lies in a tree of no leaves, and nothing is consistent with it."""
    assert not tree.verify_inclusion(tree.leaf_hash(b""), 0, 0, [], tree.EMPTY_ROOT)
    assert not tree.verify_consistency(0, tree.EMPTY_ROOT, 1, tree.leaf_hash(b""), [])
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion(0, 0, lambda level, index: b"")
    with pytest.raises(ValueError, match="peaks"):
        tree.Tree(3, (tree.EMPTY_ROOT,))


@pytest.mark.parametrize("before", [0, 1, 5, 8, 21])
def test_one_append_gives_the_root_of_every_size_it_passes(before):
    """A tree checked in large steps still answers for each head in between."""
    hashes = [tree.leaf_hash(bytes([n])) for n in range(before + 19)]
    small, _runs = tree.Tree().append(hashes[:before])
    _grown, runs = small.append(hashes[before:])
    for size in range(before, before + 20):
        assert tree.root_within(small, runs, size) == tree.Tree().append(hashes[:size])[0].root
