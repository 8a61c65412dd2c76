"""Filling the form for one point from a comment in the margin of a Word file."""

from zoneinfo import ZoneInfo

from flask import request

from consult.domain.consultations.models import Consultation
from consult.domain.plans.margin import MarginComment, margin_comment
from consult.domain.plans.queries import version_of
from consult.kernel.text import clean_line
from consult.web.forms import ConsultForm


def fill_from_margin(form: ConsultForm, consultation: Consultation) -> None:
    """Put the comment that the address names (version, margin) into the form; else nothing.

    Raises NotFound for a comment that is not there.
    """
    number, place = (request.args.get(name, type=int) for name in ("version", "margin"))
    if number is not None and place is not None:
        _fill(form, margin_comment(version_of(consultation.id, number), place), consultation.zone)


def _fill(form: ConsultForm, comment: MarginComment, zone: str) -> None:
    form["text"].data = comment.text
    form["author_name"].data = clean_line(comment.author)
    form["source_ref"].data = comment.source_ref
    form["language"].data = comment.language
    if comment.at is not None:
        at = comment.at if comment.at.tzinfo else comment.at.replace(tzinfo=ZoneInfo(zone))
        form["received_at"].data = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if comment.target in {choice.value for choice in form["target"].choices}:
        form["target"].data = comment.target
