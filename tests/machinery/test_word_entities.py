"""Entities in Word files are refused, wherever their text stands."""

import zipfile
from io import BytesIO

import pytest

from consult.machinery.tables import Unreadable, read_table_file
from tests.factories.documents import W, document, table


def refusal(data):
    with pytest.raises(Unreadable) as refused:
        read_table_file(data, "t.docx")
    return refused.value.code


def test_entities_are_refused_before_parsing():
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(document(""))) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/footer1.xml", f"<!DOCTYPE a [<!ENTITY b 'c'>]><w:ftr {W}/>")
    assert refusal(data.getvalue()) == "E_XML_ENTITIES"


def test_entities_are_refused_in_a_text_of_any_name():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Target="word/text.dat" Type="http://schemas.openxmlformats.org'
        '/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    data = BytesIO(document(table(("№",))))
    text = f"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document {W}><w:body/></w:document>"
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/text.dat", text)
        archive.writestr("_rels/.rels", relations)
    assert refusal(data.getvalue()) == "E_XML_ENTITIES"
