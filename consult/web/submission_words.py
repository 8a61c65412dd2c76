"""Sentences about submissions that several doors say: targets, flaws of a form, refusals."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.domain.submissions.levels import treatment
from consult.domain.submissions.points import Flaw, Flawed, Target
from consult.web import filters
from consult.web.forms import ConsultForm
from consult.web.labels import label
from consult.web.sentences import SENTENCES

MEGABYTE = 1024 * 1024


def target_words(comment: Any) -> str:
    """Return what a comment is about in words: Measure 2.1, Deadline."""
    if comment.measure_version is not None:
        target = Target("field", comment.measure_version.number, comment.target_field)
    elif comment.section is not None:
        target = Target("section", comment.section.number)
    else:
        target = Target("plan")
    return target_name(target)


def received_words(submission: Any) -> str:
    """Return when a submission came, as its author may know it: to the minute, or the day.

    Needs its consultation loaded.
    """
    zone = submission.consultation.zone
    if treatment("time", "author", submission.level) == "exact":
        return filters.long_datetime(submission.received_at, zone)
    return filters.long_date(submission.received_at, zone)


def target_name(target: Target | None) -> str:
    """Return a target in words; an unknown one is the whole plan."""
    if target is None or target.type == "plan":
        return label("target", "plan")
    if target.type == "section":
        return _("Section %(number)s", number=target.number)
    if not target.field:
        return _("Measure %(number)s", number=target.number)
    return _(
        "Measure %(number)s: %(part)s",
        number=target.number,
        part=label("measure_field", target.field),
    )


FLAWS: dict[str, Any] = {
    "empty": lambda **_f: _("Enter your comment."),
    "not_in_plan": lambda **_f: _("The plan has no such part. Choose what your point is about."),
    "no_points": lambda **_f: _("Add at least one point before you send."),
    "too_many_points": lambda most, **_f: ngettext(
        "One submission may hold %(num)s point. Send these and begin another one.",
        "One submission may hold %(num)s points. Send these and begin another one.",
        most,
    ),
    "holds_code": lambda **_f: _(
        "This text holds a receipt code. Take it out: whoever reads the code can open what was"
        " sent with it."
    ),
    "organisation_missing": lambda **_f: _("Enter the name of the organisation."),
    "cosigners_missing": lambda **_f: _("List the organisations that sign together."),
    "name_missing": lambda **_f: _(
        "Enter your name or your organisation, or choose that your name is withheld."
    ),
    "no_organisation_to_show": lambda **_f: _(
        "You speak for yourself, so there is no organisation to show. Choose another answer."
    ),
    "not_an_address": lambda **_f: _("Enter an e-mail address in the form name@example.kz."),
    "no_source": lambda **_f: _("Attach a scan or enter the reference of the letter."),
    "in_future": lambda **_f: _("Enter the day and time of receipt; they cannot lie ahead."),
    "too_long": lambda most=0, **_f: ngettext(
        "This is too long: at most %(num)s character is allowed.",
        "This is too long: at most %(num)s characters are allowed.",
        most,
    ),
}


def flaw_sentence(flaw: Flaw) -> str:
    """Return the sentence that says what is wrong and what to do."""
    default = _("Choose one of the answers that are offered.")
    return FLAWS[flaw.code](**flaw.facts) if flaw.code in FLAWS else default


def _closed(verdict: str, closes_at: Any = None, zone: str = filters.ZONE, **_f: Any) -> str:
    if verdict == "not_open":
        return _("This consultation is not open for comments. What you wrote is kept below.")
    return _(
        "This consultation closed on %(moment)s. What you wrote is kept below, so that you can"
        " copy it.",
        moment=filters.deadline(closes_at, zone),
    )


def _refused(reason: str, name: str, most: int = 0, **_f: Any) -> str:
    sentences = {
        "file_empty": _("“%(name)s” is empty. Choose another file.", name=name),
        "file_damaged": _("“%(name)s” cannot be read. Save it again and try once more.", name=name),
        "file_locked": _("“%(name)s” is protected by a password. Remove it first.", name=name),
        "file_macros": _("“%(name)s” holds macros. Save it without them.", name=name),
        "file_unsafe": _("“%(name)s” is packed in a way that is not safe to open.", name=name),
        "image_too_big": _("“%(name)s” is larger than 40 megapixels. Make it smaller.", name=name),
        "file_too_big": _(
            "“%(name)s” is larger than %(most)s MB.", name=name, most=most // MEGABYTE
        ),
        "files_too_big": _(
            "The files together are larger than %(most)s MB.", most=most // MEGABYTE
        ),
        "file_objects": _(
            "“%(name)s” holds an object of another program. Save it without that.", name=name
        ),
        "file_active": _(
            "“%(name)s” would do something when it is opened, and that cannot be taken out."
            " Save it as a plain PDF.",
            name=name,
        ),
        "file_not_cleaned": _(
            "“%(name)s” cannot be cleaned of what tells who made it. Take it out, or paste its"
            " text into a point.",
            name=name,
        ),
        "organisation_full": _(
            "Your organisation has sent %(most)s MB of files; no more can be kept.",
            most=most // MEGABYTE,
        ),
        "too_many_files": _("At most %(most)s files can be attached.", most=most),
    }
    return sentences.get(reason) or _(
        "“%(name)s” is not of a kind that is taken. Send a PDF, DOCX, ODT, XLSX, JPG, PNG or"
        " TXT file.",
        name=name,
    )


SENTENCES.update(
    {
        "flawed": lambda flaws, **_f: " ".join(flaw_sentence(flaw) for flaw in flaws),
        "consultation_closed": _closed,
        "not_entered": lambda state, **_f: _(
            "Comments can be entered from the opening until the report is published."
            " The consultation is now: %(state)s.",
            state=label("consultation_state", state),
        ),
        "already_withdrawn": lambda **_f: _("This was withdrawn already."),
        "level_stays": lambda **_f: _("This is how your name is used already. Choose another way."),
        "too_late_to_hide": lambda **_f: _(
            "One of your points is published, so less cannot be shown any more. You can still show"
            " more, or withdraw your points."
        ),
        "code_needed": lambda **_f: _(
            "Only the receipt code opens who sent this. Look it up with reference and code first."
        ),
        "mistyped_code": lambda **_f: _(
            "A letter of the receipt code is wrong, missing or too many."
            " Compare it with your receipt."
        ),
        "too_many_points": FLAWS["too_many_points"],
        "file_refused": _refused,
        "material_refused": lambda **_f: _(
            "This file cannot be cleaned of what tells who made it. Save it again, or choose"
            " another form such as PDF."
        ),
        "file_infected": lambda **_f: _("A virus was found in this file. It cannot be downloaded."),
        "file_removed": lambda **_f: _("The file is removed."),
    }
)


def show_flaws(form: ConsultForm, error: Flawed, instead: str = "") -> None:
    """Put each flaw at its field; those of fields that the form lacks at `instead`."""
    for flaw in error.facts["flaws"]:
        name = flaw.field if flaw.field in form else instead
        if name in form:
            form.fail(name, flaw_sentence(flaw))
