"""Organisations and accounts of the worked example; all persons are invented."""

from dataclasses import dataclass

from consult.demo.sources import read
from consult.domain.consultations.models import Consultation
from consult.domain.people import operations, queries
from consult.domain.people.actors import Actor, system
from consult.domain.people.importer import read_organisations
from consult.domain.people.models import Organisation, User
from consult.domain.people.operations import OrganisationFacts
from consult.domain.people.rules import BODY_KINDS
from consult.kernel.errors import NotFound

DEMO = system("demo")
PASSWORD = "tulips over the spring steppe"  # noqa: S105  printed for everybody who tries the example
NGO = "O13"


@dataclass(frozen=True)
class Person:
    """An account: what it is for, its role in both consultations, the body or organisation."""

    email: str
    name: str
    what: str
    role: str = ""
    organisation: str = ""
    language: str = "ru"


ADMINISTRATOR = Person("administrator@example.org", "Скрепкин А. А.", "administrator")
ORGANISER = Person("organiser@example.org", "Папкина Б. Б.", "organiser", "organiser")
MODERATOR = Person("moderator@example.org", "Закладкина В. В.", "moderator", "moderator")
FACILITATOR = Person(
    "facilitator@example.org", "Трибунина З. З.", "facilitator of round tables", "facilitator"
)
MEMBER = Person(
    "ngo@example.org", "Строчкова Е. А.", "NGO “Equal Line”", organisation=NGO, language="kk"
)
MIA = Person(
    "mia@example.org",
    "Конвертов К. К.",
    "Ministry of Internal Affairs, prepares answers",
    "ministry_contributor",
    "MIA",
)
MIA_HEAD = Person(
    "mia.head@example.org",
    "Папирусова Л. Л.",
    "Ministry of Internal Affairs, approves answers",
    "ministry_approver",
    "MIA",
)
TRUSTEES = (
    Person("trustee@example.org", "Ключникова М. М.", "trustee, asks for a sealed name"),
    Person("trustee.two@example.org", "Ларцова Н. Н.", "second trustee, agrees or refuses"),
)
PEOPLE = (
    ADMINISTRATOR,
    ORGANISER,
    Person(
        "organiser.two@example.org",
        "Обложкина И. И.",
        "second organiser, publishes what the first compiled",
        "organiser",
    ),
    MODERATOR,
    FACILITATOR,
    Person(
        "moj@example.org",
        "Линейкин Г. Г.",
        "Ministry of Justice, prepares answers",
        "ministry_contributor",
        "MOJ",
    ),
    Person(
        "moj.head@example.org",
        "Штемпелева Д. Д.",
        "Ministry of Justice, approves answers",
        "ministry_approver",
        "MOJ",
    ),
    Person(
        "mfa@example.org",
        "Журналов Е. Е.",
        "Ministry of Foreign Affairs, prepares answers",
        "ministry_contributor",
        "MFA",
    ),
    MIA,
    MIA_HEAD,
    Person("auditor@example.org", "Указкин Ж. Ж.", "auditor", "auditor"),
    *TRUSTEES,
    MEMBER,
)
LOGINS = [(person.email, person.what) for person in PEOPLE]


def add_people() -> None:
    """Add the organisations of the list and the accounts; what is there stays as it is."""
    name = "organisations.csv"
    operations.import_organisations(read_organisations(read(name), name).rows, by=DEMO)
    for organisation in queries.organisations():
        if organisation.kind not in BODY_KINDS and not organisation.contact_email:
            _give_address(organisation)
    for person in PEOPLE:
        if queries.user_by_email(person.email) is None:
            _create(person)


def grant_roles(consultation: Consultation) -> None:
    """Give everybody the role they have in a consultation; twice is once."""
    for person in PEOPLE:
        if person.role:
            body = organisation(person.organisation) if person.organisation else None
            operations.grant_role(_user(person), consultation, person.role, body=body, by=DEMO)


def acting(person: Person) -> Actor:
    """Return the person as an actor with all roles held now."""
    found = queries.actor_and_user(_user(person).id)
    if found is None:
        raise NotFound
    return found[1]


def listed_codes() -> dict[str, str]:
    """Return the codes of the register by the ids that the list of organisations gives."""
    name = "organisations.csv"
    rows = read_organisations(read(name), name).rows
    return {row.code: row.body or row.code for row in rows}


def organisation(code: str) -> Organisation:
    """Return an organisation by its code; raises NotFound."""
    found = queries.organisation_by_code(code)
    if found is None:
        raise NotFound
    return found


def _create(person: Person) -> None:
    if person is ADMINISTRATOR:
        operations.create_administrator(
            person.email, person.name, password=PASSWORD, language=person.language, by=DEMO
        )
        return
    user = operations.create_user(
        person.email, person.name, password=PASSWORD, language=person.language, by=DEMO
    )
    if person.organisation and not person.role:
        operations.add_membership(user, organisation(person.organisation), by=DEMO)


def _user(person: Person) -> User:
    user = queries.user_by_email(person.email)
    if user is None:
        raise NotFound
    return user


def _give_address(organisation: Organisation) -> None:
    code = (organisation.code or "").lower()
    facts = OrganisationFacts(
        name=organisation.name,
        kind=organisation.kind,
        code=organisation.code,
        abbreviation=organisation.abbreviation,
        bin=organisation.bin,
        region_code=organisation.region_code,
        website=organisation.website,
        contact_email=f"{code}@{code}.example",
    )
    operations.edit_organisation(organisation, facts, by=DEMO)
