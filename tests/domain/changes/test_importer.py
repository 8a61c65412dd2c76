"""Reading a prepared list of changes with their causes."""

import json

import pytest

from consult.domain.changes.importer import read_causes
from tests.factories.trace import LIST


def read(*entries):
    return read_causes(json.dumps({"changes": list(entries)}).encode(), "list.json")


def codes(file):
    return [finding.code for finding in file.findings]


def test_read_causes_when_the_list_of_2011():
    file = read_causes(LIST.read_bytes(), LIST.name)
    assert (len(file.rows), file.findings) == (21, ())
    first, split, both = file.rows[0], file.rows[17], file.rows[20]
    assert (first.id, first.kind, first.before, first.after) == (
        "V2-01",
        "edited",
        ("1.2",),
        ("1.2",),
    )
    assert first.comments[0] == "UPR-2011/0015-1"
    assert (split.before, split.after) == (("3.7",), ("3.7", "3.8"))
    assert (both.before, both.after, both.cause) == ((), ("8.6",), "comments")
    assert [row.cause for row in file.rows if row.cause != "comments"] == [
        "agreed", "own_initiative", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"changes": 3}', b"\xff", b"[" * 100_000])
def test_read_causes_when_it_is_no_list(data):
    assert codes(read_causes(data, "list.json")) == ["E_CAUSES_LAYOUT"]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (3, "E_CAUSES_ENTRY"),
        ({"kind": "edited", "v2": "1.1"}, "E_CAUSES_ENTRY"),
        ({"kind": "edited", "explanation": {"de": "Weil"}}, "E_CAUSES_ENTRY"),
        ({"kind": "moved"}, "E_CAUSES_KIND"),
        ({"kind": "edited", "origin": ["chance"]}, "E_CAUSES_ORIGIN"),
    ],
)
def test_read_causes_when_an_entry_is_wrong(entry, code):
    file = read({"id": "A", "kind": "added", "v2": ["1.1"]}, entry)
    assert [(one.code, one.row) for one in file.findings] == [(code, 2)]
    assert [row.id for row in file.rows] == ["A"]


def test_read_causes_when_two_entries_have_one_name():
    assert codes(read({"id": "A", "kind": "added"}, {"id": "A", "kind": "added"})) == [
        "E_CAUSES_TWICE"
    ]
