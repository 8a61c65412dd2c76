"""Reading the registers page by page: organisations with their likes and members, accounts."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.people.models import Invitation, Membership, Organisation, User
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LANGUAGES
from consult.kernel.paging import PAGE, Page, cut, decode_text, sliced
from consult.kernel.text import fold_to_compare, lookalikes_folded


@dataclass(frozen=True)
class OrganisationFilters:
    """What of the register is shown; empty values mean all. state: verified or unverified."""

    words: str = ""
    kind: str = ""
    state: str = ""


def organisation_page(filters: OrganisationFilters, cursor: str | None) -> Page[Organisation]:
    """Return a page of the register: those without a code (registered by people) first."""
    code = func.coalesce(Organisation.code, "")
    statement = _filtered(filters)
    place = decode_text(cursor) if cursor else None
    page = sliced(statement, (code, Organisation.id), place)
    rows = db.session.scalars(page).all()
    return cut(rows, size=PAGE, key=lambda row: (row.code or "", row.id), cursor=cursor)


def _filtered(filters: OrganisationFilters) -> Select[Organisation]:
    statement = select(Organisation).where(Organisation.merged_into_id.is_(None))
    if filters.words:
        names = type_coerce(Organisation.name, JSONB)
        texts = [names[language].astext for language in LANGUAGES]
        found = [text.icontains(filters.words, autoescape=True) for text in texts]
        statement = statement.where(or_(*found, Organisation.code == filters.words))
    if filters.kind:
        statement = statement.where(Organisation.kind == filters.kind)
    if filters.state == "verified":
        statement = statement.where(Organisation.verified_at.is_not(None))
    if filters.state == "unverified":
        statement = statement.where(Organisation.verified_at.is_(None))
    return statement


def user_page(words: str, cursor: str | None) -> Page[User]:
    """Return a page of the accounts by address, with their roles."""
    statement = select(User).options(selectinload(User.grants))
    if words:
        name = User.name.icontains(words, autoescape=True)
        statement = statement.where(or_(name, User.email.icontains(words, autoescape=True)))
    place = decode_text(cursor) if cursor else None
    page = sliced(statement, (User.email, User.id), place)
    rows = db.session.scalars(page).all()
    return cut(rows, size=PAGE, key=lambda row: (row.email, row.id), cursor=cursor)


def lookalikes(rows: Sequence[Organisation]) -> Mapping[uuid.UUID, Sequence[Organisation]]:
    """Return for each of the rows the other organisations whose name looks the same.

    Case, quotation marks, invisible characters and Latin letters among Cyrillic ones do not
    make a name another.
    """
    statement = select(Organisation).where(Organisation.merged_into_id.is_(None))
    groups: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in db.session.scalars(statement.order_by(Organisation.code)):
        for name in _looks(organisation):
            groups[name].append(organisation)
    return {row.id: _others(row, groups) for row in rows}


def _others(
    row: Organisation, groups: Mapping[str, Sequence[Organisation]]
) -> Sequence[Organisation]:
    alike = {other.id: other for name in _looks(row) for other in groups[name]}
    alike.pop(row.id, None)
    return list(alike.values())


def _looks(organisation: Organisation) -> set[str]:
    texts = organisation.name.as_dict().values()
    folded = (fold_to_compare(lookalikes_folded(fold_to_compare(text))) for text in texts)
    return {"".join(letter for letter in text if letter.isalnum()) for text in folded}


def members_of(organisation_id: uuid.UUID) -> Sequence[Membership]:
    """Return who speaks for an organisation, with the users."""
    statement = (
        select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .options(joinedload(Membership.user))
    )
    return db.session.scalars(statement.order_by(Membership.created_at)).all()


def member(organisation_id: uuid.UUID, member_id: uuid.UUID) -> Membership:
    """Return one member of this organisation; raises NotFound."""
    found = db.session.get(Membership, member_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    return found


def invitations_for(organisation_id: uuid.UUID) -> Sequence[Invitation]:
    """Return the unused invitations to speak for an organisation, newest first."""
    statement = select(Invitation).where(
        Invitation.organisation_id == organisation_id,
        Invitation.member,
        Invitation.used_at.is_(None),
    )
    return db.session.scalars(statement.order_by(Invitation.created_at.desc())).all()
