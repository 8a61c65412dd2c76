"""The open data read back: rows, sums, dictionary, descriptor, and nothing that is not public."""

import csv
import hashlib
import io
import json
import zipfile

import pytest

from consult.domain.reports.exporters.open_columns import TABLES
from consult.domain.reports.policy import view_rows
from tests.domain.reports import samples
from tests.domain.reports.exporters.conftest import ROWS

TYPES = {"string", "integer", "number", "boolean", "date", "datetime"}


@pytest.fixture(scope="module")
def package(printed_paper):
    with zipfile.ZipFile(printed_paper("open_data", "zip").path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(package, name):
    text = package[f"{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_open_data_has_a_row_for_every_comment_in_csv_and_json(package):
    wanted = [row.comment_code for row in samples.rows(ROWS)]
    assert [row["comment_code"] for row in table(package, "comments")] == wanted
    assert [row["comment_code"] for row in json.loads(package["comments.json"])] == wanted


def test_open_data_texts_are_the_published_layer_without_formulas(package):
    viewed = {row.comment_code: row for row in view_rows(samples.rows(ROWS), "public")}
    for row in json.loads(package["comments.json"]):
        assert (row["author_name"] or "") == viewed[row["comment_code"]].author.name
        assert "СЕКРЕТ" not in (row["text"] or "")
    cells = [
        cell
        for name in ("comments", "changes")
        for row in table(package, name)
        for cell in row.values()
    ]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "@", "＝")] == []
    assert table(package, "changes")[0]["before_ru"] == "'=Старое"


def test_open_data_sums_are_those_of_the_report(package):
    statistics = table(package, "statistics")
    sums = {}
    for row in statistics:
        if row["table"] in ("t1", "t2", "t3_region", "t3_language", "t5", "outcomes", "t7", "t8"):
            sums[row["table"]] = sums.get(row["table"], 0) + int(row["count"])
    assert set(sums.values()) == {ROWS}
    general = [row for row in table(package, "comments") if not row["measure_number"]]
    on_measures = sum(int(row["comments"]) for row in table(package, "measures"))
    assert on_measures + len(general) == ROWS


def test_open_data_lists_are_whole(package):
    changes = table(package, "changes")
    assert [(row["number"], row["line"], row["kind"]) for row in changes] == [
        *(("1", "1", "edited"), ("2", "1", "split"), ("3", "1", "added")),
    ]
    assert changes[1]["after_numbers"] == "2.1|2.2"
    keys = [row["key"] for row in table(package, "recommendations")]
    assert keys == ["UPR/1/95.10", "UPR/1/95.1"]


def test_descriptor_names_every_column_and_the_checksum_of_every_file(package):
    found = json.loads(package["datapackage.json"])
    assert found["profile"] == "tabular-data-package"
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    assert all(source["title"] for source in found["sources"])
    assert [one["name"] for one in found["resources"]] == [one.name for one in TABLES]
    for resource in found["resources"]:
        data = package[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        rows = table(package, resource["name"])
        assert resource["rows"] == len(rows)
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(rows[0])
        assert {field["type"] for field in fields} <= TYPES
        assert set(resource["schema"]["primaryKey"]) <= set(rows[0])
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)


def test_values_keep_the_constraints_of_the_descriptor(package):
    for resource in json.loads(package["datapackage.json"])["resources"]:
        rows = table(package, resource["name"])
        for field in resource["schema"]["fields"]:
            rules = field.get("constraints", {})
            values = [row[field["name"]] for row in rows]
            assert not rules.get("required") or all(values), field["name"]
            allowed = set(rules.get("enum", values)) | {""}
            assert set(values) <= allowed, (resource["name"], field["name"])


def test_dictionary_tells_every_column_and_code_in_three_languages(package):
    lines = table(package, "dictionary")
    columns = [(row["table"], row["column"]) for row in lines if not row["code"]]
    assert columns == [(one.name, column.name) for one in TABLES for column in one.columns]
    for row in lines:
        assert row["meaning_kk"], row
        assert row["meaning_ru"], row
        assert row["meaning_en"], row
    channels = [row["code"] for row in lines if row["column"] == "channel"]
    assert channels[:3] == ["", "web", "e-mail"]
    assert package["dictionary.md"].decode().count("## comments.csv") == 3


def test_same_report_gives_the_same_bytes(printed_paper):
    first, second = (printed_paper("open_data", "zip", again=again) for again in (0, 1))
    assert first.sha256 == second.sha256
