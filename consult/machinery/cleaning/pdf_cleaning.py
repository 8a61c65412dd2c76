"""A PDF written anew: its pages as they look, without information, remarks, files and scripts."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf

from consult.machinery.cleaning.pdf_reading import (
    dictionaries,
    is_remark,
    name_of,
    opened,
    photo_in,
)
from consult.machinery.cleaning.segments import without_metadata

_EVERYWHERE = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/AF", "/OPI"),
    *("/SpiderInfo", "/Measure", "/Collection", "/RichMediaContent", "/CreatorInfo"),
)
_AT_THE_ROOT = ("/OpenAction", "/Perms", "/DSS", "/Legal", "/Requirements", "/URI", "/Threads")
_NAMES = ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations", "/Renditions", "/IDS")
_GONE = frozenset(
    {"/Text", "/Popup", "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
    | {"/TrapNet", "/Redact"}
)
_BY_SOMEBODY = ("/T", "/M", "/NM", "/CreationDate", "/Contents", "/RC", "/Subj", "/Popup", "/IRT")
_HARMLESS = frozenset({"/GoTo", "/URI", "/Named", "/Hide", "/Thread", "/Trans", "/SetOCGState"})


def clean(data: bytes) -> bytes:
    """Return the pages alone; raises Uncleanable when the file is damaged or locked."""
    with opened(data) as pdf:
        _clean_root(pdf.Root)
        for page in pdf.pages:
            _clean_remarks(page.obj)
        for thing in pdf.objects:
            _clean_thing(thing)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        pdf.remove_unreferenced_resources()
        out = BytesIO()
        pdf.save(
            out,
            static_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _clean_root(root: Any) -> None:
    _drop(root, _AT_THE_ROOT)
    if "/Names" in root:
        _drop(root.Names, _NAMES)
    if "/AcroForm" in root:
        _drop(root.AcroForm, ("/XFA", "/SigFlags", "/CO"))


def _clean_remarks(page: Any) -> None:
    notes = page.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    things = [one for one in notes if isinstance(one, pikepdf.Dictionary)]
    kept = [one for one in things if name_of(one, "/Subtype") not in _GONE]
    page["/Annots"] = pikepdf.Array(kept)


def _clean_thing(thing: Any) -> None:
    for held in list(dictionaries(thing)):
        _drop(held, _EVERYWHERE)
        _clean_action(held)
        if is_remark(held):
            _drop(held, _BY_SOMEBODY)
        if name_of(held, "/FT") == "/Sig":
            _drop(held, ("/V", "/SV", "/Lock"))
        if isinstance(usage := held.get("/Usage"), pikepdf.Dictionary):
            _drop(usage, ("/User",))
        if "/EF" in held:
            _drop(held, ("/EF", "/RF", "/F", "/UF", "/Desc"))
    photo = photo_in(thing) if isinstance(thing, pikepdf.Stream) else None
    if photo is not None:
        # cut, not drawn anew, so that the colours stay as they are
        thing.write(without_metadata(photo), filter=pikepdf.Name.DCTDecode)


def _clean_action(held: Any) -> None:
    for key in ("/A", "/PA", "/Next"):
        action = held.get(key)
        is_action = isinstance(action, pikepdf.Dictionary) and "/S" in action
        is_chain = key == "/Next" and isinstance(action, pikepdf.Array)
        if is_chain or (is_action and name_of(action, "/S") not in _HARMLESS):
            del held[key]
    if "/JS" in held:
        del held["/JS"]


def _drop(held: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in held:
            del held[key]
