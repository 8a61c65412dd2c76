"""Letters about round tables: invitations, places, reminders, changes; each with its .ics file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from consult.domain.consultations.notices import language_of
from consult.domain.people.models import Organisation
from consult.domain.people.regions import region_names
from consult.domain.roundtables.calendar_files import Entry, calendar_file, media_type
from consult.domain.roundtables.models import Registration, RoundTable
from consult.domain.roundtables.place_links import renewed
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.dates import in_zone, long_datetime
from consult.machinery import letters, outbox
from consult.machinery.outbox import Enclosed, Letter

FILE_NAME = "round-table.ics"
NAME_IN_LETTERS = 80
_LINKLIKE = re.compile(r"[/@:\\]|\bwww\b|\w\.\w{2}", re.IGNORECASE)
ENDED = frozenset({"cancelled", "withdrawn"})
"""Kinds of letters whose calendar file takes the meeting out of the reader's calendar."""


@dataclass(frozen=True)
class Told:
    """Who is told: address, language, name for the greeting, link to the own registration."""

    address: str
    language: str
    name: str = ""
    link: str = ""
    with_place: bool = False


def of_registration(table: RoundTable, registration: Registration) -> Told:
    """Return how somebody who registered is told; the link opens the own registration."""
    secret = renewed(registration)
    link = letters.address(
        "public.round_table_place",
        registration.language,
        slug=table.consultation.slug,
        ref=table.reference,
        token=secret,
    )
    placed = registration.state == "registered"
    language, name = registration.language, greeted(registration.name)
    return Told(registration.contact_email, language, name, link, with_place=placed)


def greeted(name: str) -> str:
    """Return the name for a greeting; nothing for words that a reader of mail makes a link of.

    Anybody can register with the address of somebody else: the letter is no way to advertise.
    """
    return "" if len(name) > NAME_IN_LETTERS or _LINKLIKE.search(name) else name


def of_organisation(organisation: Organisation) -> Told:
    """Return how an invited organisation is told: in the first language that it reads."""
    return Told(organisation.contact_email, language_of(organisation.languages))


def tell(table: RoundTable, told: Told, kind: str, cause: str) -> Letter | None:
    """Store one letter; None where there is no address or the letter was written before.

    Kinds: invitation, registered, waiting, moved_up, again, withdrawn, reminder, changed,
    cancelled. Needs the meeting's consultation and holders loaded.
    """
    if not told.address or _is_written(cause):
        return None
    template = "invitation" if kind == "invitation" else "place"
    written = letters.write(
        f"round_table_{template}",
        told.language,
        kind=kind,
        told=told,
        name=told.name,
        **facts_of(table, told.language),
    )
    return outbox.post(
        written,
        to=told.address,
        kind=f"round_table_{kind}",
        language=told.language,
        cause=cause,
        consultation_id=table.consultation_id,
        enclosed=enclosed(table, told, kind),
    )


def enclosed(table: RoundTable, told: Told, kind: str) -> Enclosed:
    """Return the calendar file that goes with a letter; those who wait get none."""
    if kind == "waiting":
        return outbox.NOTHING
    method = "CANCEL" if kind in ENDED else "PUBLISH"
    link = table.link if told.with_place else ""
    entry = entry_of(table, told.language, now(), link=link, cancelled=method == "CANCEL")
    text = calendar_file([entry], method=method)
    return Enclosed(text, FILE_NAME, media_type(method))


def facts_of(table: RoundTable, language: str) -> Mapping[str, Any]:
    """Return what letters say of a meeting, in one language."""
    return {
        "table": table,
        "title": table.title.in_(language),
        "consultation_title": table.consultation.title.in_(language),
        "begins": long_datetime(table.starts_at, language, table.zone),
        "ends": f"{in_zone(table.ends_at, table.zone):%H:%M}",
        "place": place_in(table, language),
        "reason": table.cancelled_because.in_(language),
        "page": address_of(table, language),
        "register_page": letters.address(
            "public.round_table_register",
            language,
            slug=table.consultation.slug,
            ref=table.reference,
        ),
    }


def place_in(table: RoundTable, language: str) -> str:
    """Return venue, city and region as valid on the day, as one line (I-24)."""
    if table.format == "online":
        return ""
    day = in_zone(table.starts_at, table.zone).date()
    parts = [table.venue.in_(language), table.city.in_(language)]
    parts.append(region_names(table.region_code, day)[language])
    return ", ".join(dict.fromkeys(part for part in parts if part))


def address_of(table: RoundTable, language: str) -> str:
    """Return the public page of a meeting."""
    slug = table.consultation.slug
    return letters.address("public.round_table", language, slug=slug, ref=table.reference)


def entry_of(
    table: RoundTable, language: str, at: datetime, *, link: str = "", cancelled: bool = False
) -> Entry:
    """Return a meeting for a calendar file made at an instant.

    The link to join is only for those with a place.
    """
    page = address_of(table, language)
    place = place_in(table, language)
    return Entry(
        uid=f"round-table-{table.reference}@{_host()}",
        edition=table.edition,
        starts_at=table.starts_at,
        ends_at=table.ends_at,
        changed_at=at,
        summary=table.title.in_(language),
        place=place or link,
        words="\n".join(
            part for part in (table.consultation.title.in_(language), link, page) if part
        ),
        address=page,
        organiser_name=next((held.organisation.name.in_(language) for held in table.holders), ""),
        organiser_email=table.consultation.contact_email or _sender(),
        language=language,
        cancelled=cancelled or table.state == "cancelled",
    )


def _host() -> str:
    return urlsplit(str(current_app.config["SETTINGS"].public_url)).hostname or "localhost"


def _sender() -> str:
    sender: str = current_app.config["SETTINGS"].mail_sender
    return sender.rpartition("<")[2].rstrip(">")


def _is_written(cause: str) -> bool:
    statement = select(outbox.Letter.id).where(outbox.Letter.cause == cause)
    return db.session.scalar(statement) is not None
