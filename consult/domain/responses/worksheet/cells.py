"""The cells of a work sheet in words: what a body may read of a comment, and its answer so far."""

from typing import Any

from consult.domain.moderation.redaction import public_texts
from consult.domain.people.regions import region_names
from consult.domain.responses.worksheet.sheet import CELL, Words, canonical
from consult.domain.submissions.levels import view_author
from consult.kernel.dates import in_zone, long_date
from consult.kernel.localised import LANGUAGES, LocalisedText

WORDING_OF = {"executors": "executors_text", "recommendations": "recommendations_text"}


def locked_cells(position: int, comment: Any, words: Words, language: str, zone: str) -> list[str]:
    """Return number, measure with its wording, author as bodies may see them, and the comment."""
    texts = (
        str(position),
        _measure(comment, words, language),
        _author(comment, words, language, zone),
        _comment(comment, words),
    )
    return [_in_a_cell(text, words["goes_on"] % {"code": comment.code}) for text in texts]


def _in_a_cell(text: str, goes_on: str) -> str:
    """Return a text that a cell holds, and where the rest is read when it holds not all of it."""
    if len(text) <= CELL:
        return text
    return f"{text[: CELL - len(goes_on) - 2]}…\n{goes_on}"


def _measure(comment: Any, words: Words, language: str) -> str:
    measure = comment.measure_version
    if measure is None and comment.section is None:
        return words["whole_plan"]
    if measure is None:
        title = comment.section.title.in_(language)
        return words["section_title"] % {"number": comment.section.number, "title": title}
    name = comment.target_field or "text"
    wording = getattr(measure, WORDING_OF.get(name, name))
    lines = [measure.number, words[f"field.{name}"] if comment.target_field else ""]
    return _lines(*lines, wording.in_(language))


def _author(comment: Any, words: Words, language: str, zone: str) -> str:
    view = view_author(comment.submission, "ministry")
    day = in_zone(comment.received_at, zone).date()
    signature = view.signature(language)
    name = signature if view.display == "shown" else words[f"author.{view.display}"]
    region = LocalisedText()
    if view.region_code not in {"", "unknown"}:
        region = LocalisedText.of(region_names(view.region_code, day))
    kind = words.get(f"author_kind.{view.kind}", "") if view.kind else ""
    channel = words.get(f"channel.{comment.submission.channel}", "")
    facts = (name, kind, region.in_(language), comment.code, long_date(day, language), channel)
    return _lines(*facts)


def _comment(comment: Any, words: Words) -> str:
    texts = public_texts(comment)
    parts = [words[f"kind.{comment.kind}"], texts["text"]]
    for name in ("proposed_wording", "rationale"):
        if texts[name]:
            parts += [words[name], texts[name]]
    return _lines(*parts)


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def answer_cells(response: Any, language: str) -> dict[str, str]:
    """Return the present answer by column code; empty cells when nobody began."""
    if response is None:
        return canonical({})
    kept = response.duplicate_of
    cells = {f"reasons_{code}": response.reasons.exact(code) for code in LANGUAGES}
    cells |= {name: getattr(response, name).exact(language) for name in ("part_accepted", "change")}
    cells |= {name: getattr(response, name) for name in ("disposition", "ground", "covered_by")}
    return canonical(
        {
            **cells,
            "promised_version": str(response.promised_version or ""),
            "passed_to": response.passed_to,
            "duplicate_of": kept.code if kept is not None else "",
        }
    )


def facts_of(answer: dict[str, str], response: Any, language: str) -> dict[str, Any]:
    """Return the columns of an answer that the cells say, in the words of Response.

    Texts of other languages, which are not in the sheet, stay; duplicate_of is left to the caller.
    """
    reasons = LocalisedText(**{code: answer[f"reasons_{code}"] for code in LANGUAGES})
    spoken = {
        name: LocalisedText.of({**_present(response, name), language: answer[name]})
        for name in ("part_accepted", "change")
    }
    plain = {name: answer[name] for name in ("disposition", "ground", "covered_by", "passed_to")}
    promised = int(answer["promised_version"]) if answer["promised_version"] else None
    return {**plain, **spoken, "reasons": reasons, "promised_version": promised}


def _present(response: Any, name: str) -> dict[str, str]:
    found: dict[str, str] = getattr(response, name).as_dict() if response is not None else {}
    return found
