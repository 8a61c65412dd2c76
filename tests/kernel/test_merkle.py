"""The tree of RFC 6962 against the definition of the standard, written down once more."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.kernel.merkle import (
    EMPTY,
    leaf_hash,
    levels,
    path_places,
    root_by_path,
    root_of,
)


def naive_root(data: list[bytes]) -> bytes:
    """MTH of section 2.1: split at the largest power of two below the size."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    half = split(len(data))
    both = naive_root(data[:half]) + naive_root(data[half:])
    return hashlib.sha256(b"\x01" + both).digest()


def naive_path(at: int, data: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(data) == 1:
        return []
    half = split(len(data))
    if at < half:
        return [*naive_path(at, data[:half]), naive_root(data[half:])]
    return [*naive_path(at - half, data[half:]), naive_root(data[:half])]


def split(size: int) -> int:
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def leaves_of(size: int) -> list[bytes]:
    return [f"leaf {place}".encode() for place in range(size)]


def path_of(leaves: list[bytes], position: int) -> list[bytes]:
    written = [one for level in levels(leaves) for one in level]
    return [written[place] for place in path_places(position, len(leaves))]


@pytest.mark.parametrize("size", range(1, 65))
def test_root_and_every_path_are_those_of_the_standard(size: int) -> None:
    data = leaves_of(size)
    leaves = [leaf_hash(one) for one in data]
    root = root_of(leaves)
    assert root == naive_root(data)
    for position, leaf in enumerate(leaves):
        path = path_of(leaves, position)
        assert path == naive_path(position, data)
        assert root_by_path(leaf, position, size, path) == root


@given(st.integers(1, 64), st.data())
def test_changed_leaf_place_size_or_path_leads_elsewhere(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(one) for one in leaves_of(size)]
    position = data.draw(st.integers(0, size - 1))
    path, root = path_of(leaves, position), root_of(leaves)
    assert root_by_path(leaf_hash(b"another"), position, size, path) != root
    assert root_by_path(leaves[position], position, size, [*path, EMPTY]) is None
    if path:
        step = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:step], EMPTY, *path[step + 1 :]]
        assert root_by_path(leaves[position], position, size, changed) != root
        assert root_by_path(leaves[position], position, size, path[:-1]) is None


@given(st.integers(2, 64), st.data())
def test_place_of_another_leaf_is_refused(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(one) for one in leaves_of(size)]
    first, other = data.draw(
        st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)
    )
    assert root_by_path(leaves[first], other, size, path_of(leaves, first)) != root_of(leaves)


def test_tree_without_leaves_has_the_hash_of_nothing() -> None:
    assert (levels([]), root_of([])) == ([], EMPTY)


def test_place_outside_the_tree_is_refused() -> None:
    leaf = leaf_hash(b"one")
    assert [root_by_path(leaf, place, 1, []) for place in (-1, 0, 1)] == [None, leaf, None]
