"""The Merkle tree over the journal, as RFC 6962 section 2.1 draws it: entry 1 is leaf 0, a leaf is SHA-256(00 | bytes
of the entry), a node SHA-256(01 | left | right). Pure; the sealer grows it, proofs and the off-line check of an export
lean on it. A proof is a list of subtrees: who has the journal hashes them, who has the proof needs no journal."""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
Range = tuple[int, int]  # leaves [start, end), counted from 0


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """A tree that grows at its end. It keeps the roots of its complete subtrees, at most one of each height."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # (height, root), heights falling

    def append(self, subtree: bytes, height: int = 0) -> None:
        """A leaf's hash, or the root of a complete subtree of 2^height leaves; nothing lower may be open then."""
        self.size += 1 << height
        self._peaks.append((height, subtree))
        while len(self._peaks) > 1 and self._peaks[-2][0] == self._peaks[-1][0]:
            (level, left), (_, right) = self._peaks[-2:]
            self._peaks[-2:] = [(level + 1, node_hash(left, right))]

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        found = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            found = node_hash(left, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """leaves: their hashes."""
    tree = Growing()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose roots prove that leaf `index` is in the tree of `size` leaves, from the leaf upwards."""
    return _path(index, 0, size)


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The subtrees whose roots prove that the tree of `new` leaves begins with that of `old`; 0 < old <= new."""
    return _proof(old, 0, new, whole=True)


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that this proof leads to; None when the proof has the wrong length. RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return None
    node, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = node_hash(step, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, step)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree with `new_root` begins with that of `old_root`. RFC 9162, 2.1.4.2."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, step)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _path(index: int, start: int, end: int) -> list[Range]:
    if end - start <= 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle), (middle, end)]
    return [*_path(index, middle, end), (start, middle)]


def _proof(old: int, start: int, end: int, *, whole: bool) -> list[Range]:
    """old: where the old tree ends. whole: the subtree begins where the old tree does, so its root is known."""
    if old == end:
        return [] if whole else [(start, end)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_proof(old, start, middle, whole=whole), (middle, end)]
    return [*_proof(old, middle, end, whole=False), (start, middle)]
