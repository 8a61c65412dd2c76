"""One way to write facts as bytes, for hashes and signatures."""

from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """Return JSON as UTF-8 with sorted keys, without spaces; facts are texts, whole numbers, lists.

    Python's `json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` gives
    the same bytes.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
