"""How alike two texts are: word triples, their MinHash signature in bands, the exact share."""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

from consult.kernel.text import fold_for_search

WORD = re.compile(r"\w+")
TRIPLE = 3
FEWEST_WORDS = 8
"""Shorter texts ("We support this.") are alike by chance and never make a campaign."""
ALIKE = 0.9
BANDS = 20
ROWS = 6
"""Texts that share nine tenths of each other's triples share a band with a chance of 99.9 %."""
SEED = 20260301
SCHEME = "affine32"


def shingles_of(*texts: str) -> list[int]:
    """Return the triples of words of the texts as signed 64-bit numbers, sorted, each once.

    Words are folded as for searching, so that case, punctuation and letters that a Russian
    keyboard lacks make no difference. Empty for fewer than eight words.
    """
    words = WORD.findall(fold_for_search("\n".join(texts)))
    if len(words) < FEWEST_WORDS:
        return []
    triples = {" ".join(words[i : i + TRIPLE]) for i in range(len(words) - TRIPLE + 1)}
    return sorted(_number(triple) for triple in triples)


def _number(words: str) -> int:
    digest = blake2b(words.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def likeness(one: Collection[int], other: Collection[int]) -> float:
    """Return which share of the triples of either text stands in the other one as well, 0 to 1.

    Of the two shares the smaller counts: a short text inside a long one is not like it.
    """
    first, second = set(one), set(other)
    most = max(len(first), len(second))
    return len(first & second) / most if most else 0.0


def bands_of(shingles: Sequence[int]) -> list[int]:
    """Return twenty signed 64-bit numbers; like texts share at least one at the same place."""
    from datasketch import MinHash  # noqa: PLC0415  brings scipy, which only the job needs

    signature = MinHash(BANDS * ROWS, scheme=SCHEME, hashfunc=_low, permutations=_permutations())
    signature.update_batch(shingles)
    values = [int(value) for value in signature.hashvalues]
    return [_band(values[start : start + ROWS]) for start in range(0, len(values), ROWS)]


@cache
def _permutations() -> Any:
    from datasketch import MinHash  # noqa: PLC0415

    return MinHash(num_perm=BANDS * ROWS, seed=SEED, scheme=SCHEME).permutations


def _low(number: int) -> int:
    return number & 0xFFFFFFFF


def _band(values: Sequence[int]) -> int:
    packed = struct.pack(f">{len(values)}Q", *values)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "big", signed=True)
