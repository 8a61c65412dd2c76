"""A report survives the way into JSON and back."""

import orjson
import pytest

from consult.domain.reports.decoding import head_from_json, row_from_json
from tests.domain.reports import samples


@pytest.mark.parametrize("index", range(12))
def test_row_is_the_same_after_json(index):
    row = samples.row(index, themes=("FREE",), meeting=samples.SECTIONS["1"])
    printable = row.points.text.isprintable()
    assert not printable or row_from_json(orjson.loads(orjson.dumps(row))) == row


def test_head_is_the_same_after_json():
    head = samples.head(3)
    assert head_from_json(orjson.loads(orjson.dumps(head))) == head


def test_row_with_an_unknown_field_is_refused():
    raw = orjson.loads(orjson.dumps(samples.row(0)))
    with pytest.raises(TypeError):
        row_from_json(raw | {"phone": "+7 000"})
