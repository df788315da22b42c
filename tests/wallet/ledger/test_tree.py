"""The tree is RFC 6962's: its known roots, and every proof of every small tree, and no proof of anything else."""

import hashlib
import random

import pytest

from wallet.ledger import tree
from wallet.ledger.tree import (
    Growing,
    consistency_ranges,
    inclusion_ranges,
    is_consistent,
    leaf_hash,
    root_by_inclusion,
)

# The inputs and roots that implementations of RFC 6962 are commonly tried with.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
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
LEAVES = [leaf_hash(bytes([n])) for n in range(40)]


def test_no_proof_proves_nothing() -> None:
    assert not is_consistent(3, 5, LEAVES[0], LEAVES[1], [])
    assert not is_consistent(0, 5, LEAVES[0], LEAVES[1], [LEAVES[2]])


def test_the_roots_are_the_known_ones() -> None:
    growing = Growing()
    assert growing.root() == hashlib.sha256(b"").digest()
    for data, root in zip(INPUTS, ROOTS, strict=True):
        growing.append(leaf_hash(bytes.fromhex(data)))
        assert growing.root().hex() == root


def test_whole_subtrees_give_the_same_root() -> None:
    growing = Growing()
    for start in (0, 8, 16):
        growing.append(tree.root_of(LEAVES[start : start + 8]), height=3)
    for leaf in LEAVES[24:31]:
        growing.append(leaf)
    assert (growing.size, growing.root()) == (31, tree.root_of(LEAVES[:31]))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 32, 33])
def test_every_leaf_is_proved_and_nothing_else_is(size: int) -> None:
    root, chance = tree.root_of(LEAVES[:size]), random.Random(size)
    for index in range(size):
        path = [tree.root_of(LEAVES[start:end]) for start, end in inclusion_ranges(index, size)]
        assert root_by_inclusion(LEAVES[index], index, size, path) == root
        assert root_by_inclusion(LEAVES[index + 1], index, size, path) != root
        assert root_by_inclusion(LEAVES[index], index, size, [*path, root]) != root
        assert root_by_inclusion(LEAVES[index], size, size, path) is None
        if path:
            assert root_by_inclusion(LEAVES[index], index, size, path[:-1]) != root
            other = chance.randrange(len(path))
            assert root_by_inclusion(LEAVES[index], index, size, [*path[:other], root, *path[other + 1 :]]) != root


@pytest.mark.parametrize("new", [1, 2, 7, 8, 21, 32, 33])
def test_every_earlier_tree_is_proved_and_a_changed_one_is_not(new: int) -> None:
    root = tree.root_of(LEAVES[:new])
    for old in range(1, new + 1):
        before = tree.root_of(LEAVES[:old])
        path = [tree.root_of(LEAVES[start:end]) for start, end in consistency_ranges(old, new)]
        assert is_consistent(old, new, before, root, path)
        changed = tree.root_of([leaf_hash(b"changed"), *LEAVES[1:old]])
        assert not is_consistent(old, new, changed, root, path)
        assert not is_consistent(old, new, before, changed, path)
        assert not is_consistent(old, new, before, root, [*path, root])
    assert not is_consistent(0, new, tree.EMPTY_ROOT, root, [])
    assert not is_consistent(new + 1, new, root, root, [])
