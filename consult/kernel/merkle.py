"""The tree over leaves that RFC 6962 (section 2.1) describes: its root, paths, and their check."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

SIZE = 32
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of the byte 0x00 and the data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node: SHA-256 of the byte 0x01 and both hashes below it."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the hashes of all levels, the leaves' first, the root's last; no level without leaves.

    The last hash of an odd level is carried up as it is, which gives the tree of the standard.
    """
    found: list[list[bytes]] = []
    level = list(leaves)
    while level:
        found.append(level)
        if len(level) == 1:
            break
        above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = [*above, *level[len(above) * 2 :]]
    return found


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root; without leaves the hash of nothing."""
    found = levels(leaves)
    return found[-1][0] if found else EMPTY


def path_places(position: int, size: int) -> list[int]:
    """Return where the hashes of a leaf's path stand when all levels are written in a row."""
    places: list[int] = []
    start, width = 0, size
    while width > 1:
        if position ^ 1 < width:
            places.append(start + (position ^ 1))
        start, position, width = start + width, position // 2, (width + 1) // 2
    return places


def root_by_path(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which a path leads; None when the path does not fit place and size."""
    if not 0 <= position < size:
        return None
    found, width, rest = leaf, size, list(path)
    while width > 1:
        if position ^ 1 < width:
            if not rest:
                return None
            beside = rest.pop(0)
            found = node_hash(beside, found) if position & 1 else node_hash(found, beside)
        position, width = position // 2, (width + 1) // 2
    return None if rest else found
