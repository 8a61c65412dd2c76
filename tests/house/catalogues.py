"""Catalogues: every text there, in three languages, with the same placeholders.

`python -m tests.house.catalogues` names the faults; with `--update` it takes in new texts first.
"""

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "consult" / "translations"
LANGUAGES = ("kk", "ru", "en")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
EXTRACT = (
    *("-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"),
    *("-k", "_l", "-k", "lazy_gettext", "-k", "ngettext:1,2", "--omit-header", "--no-location"),
)

HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def wanted() -> Catalog:
    """Return all messages that stand in the sources and templates."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messages.pot"
        command = [sys.executable, *EXTRACT, "-o", str(path), "."]
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
        with path.open("rb") as file:
            return read_po(file, ignore_obsolete=True)


def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language."""
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def _path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def update(language: str, sources: Catalog) -> None:
    """Take new texts in and unused ones out; a new one waits for translation, in English it is one.

    The file keeps its shape: sorted, a line a text, a header without dates.
    """
    known, fresh = catalogue(language), Catalog(locale=language)
    for message in sorted(filter(lambda one: one.id, sources), key=_name):
        fresh.add(message.id, _translation(known, message), flags=message.flags)
    text = io.BytesIO()
    write_po(text, fresh, width=0, sort_output=True, omit_header=True)
    header = HEADER.format(language=language, plurals=fresh.plural_forms.rstrip(";"))
    _path(language).write_text(header + text.getvalue().decode().lstrip(), encoding="utf-8")


def _name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translation(known: Catalog, message: Message) -> str | tuple[str, ...]:
    own = known.get(message.id)
    if own is not None and isinstance(own.id, str) == isinstance(message.id, str):
        return own.string
    if str(known.locale) == "en":
        return message.id
    return ("",) * known.num_plurals if message.pluralizable else ""


def faults(language: str, sources: Catalog) -> Iterator[str]:
    """Yield what is wrong in a catalogue, a line each."""
    found = catalogue(language)
    for message in sources:
        if not message.id:
            continue
        own = found.get(message.id, message.context)
        name = _name(message)
        if own is None or not _strings(own) or not all(_strings(own)):
            yield f"{language}: not translated: {name!r}"
        elif own.fuzzy:
            yield f"{language}: fuzzy: {name!r}"
        elif not _placeholders_agree(own):
            yield f"{language}: other placeholders: {name!r}"


def _strings(message: Message) -> tuple[str, ...]:
    strings = message.string
    return (strings,) if isinstance(strings, str) else tuple(strings or ())


def _placeholders_agree(message: Message) -> bool:
    ids = (message.id,) if isinstance(message.id, str) else message.id
    allowed = {name for text in ids for name in PLACEHOLDER.findall(text)}
    needed = {name for name in PLACEHOLDER.findall(ids[0]) if name != "num"}
    for text in _strings(message):
        used = set(PLACEHOLDER.findall(text))
        if not used <= allowed or not needed <= used | ({"num"} & allowed):
            return False
    return True


def main() -> None:
    """Print every fault of every catalogue; exit 1 when there is one."""
    sources = wanted()
    if "--update" in sys.argv:
        for language in LANGUAGES:
            update(language, sources)
    lines = [line for language in LANGUAGES for line in faults(language, sources)]
    for line in lines[:60]:
        print(line)
    print(f"catalogues: {len(sources)} messages, {len(lines)} faults")
    raise SystemExit(1 if lines else 0)


if __name__ == "__main__":
    main()
