"""A consultation being answered, with bodies and the people who write and approve for them."""

from dataclasses import dataclass
from typing import Any

from consult.domain.people.actors import Actor, Grant
from consult.domain.responses.together import Answer
from consult.kernel.localised import LocalisedText
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import in_three, make_body, make_consultation, make_plan
from tests.factories.people import make_user

NOTED = Answer("noted", {"reasons": in_three("Thank you")})
REJECTED = Answer("rejected", {"reasons": in_three("No money"), "ground": "financial"})


@dataclass
class Office:
    """MOJ leads and MFA is asked too; two persons each, and an organiser."""

    consultation: Any
    moj: Any
    mfa: Any
    writer: Actor
    approver: Actor
    second_approver: Actor
    co_writer: Actor
    co_approver: Actor
    stranger: Actor
    organiser: Actor
    users: dict[str, Any]


def make_office(state: str = "answering", **changes: Any) -> Office:
    """Make the consultation with a plan, and its people as users and as actors."""
    consultation = make_consultation(state, **changes)
    make_plan(consultation)
    moj, mfa, mof = make_body("MOJ"), make_body("MFA"), make_body("MOF")
    wanted = {
        "writer": ("ministry_contributor", moj),
        "approver": ("ministry_approver", moj),
        "second_approver": ("ministry_approver", moj),
        "co_writer": ("ministry_contributor", mfa),
        "co_approver": ("ministry_approver", mfa),
        "stranger": ("ministry_approver", mof),
        "organiser": ("organiser",),
    }
    users, actors = {}, {}
    for name, (role, *body) in wanted.items():
        said = name.replace("_", " ").title()
        users[name] = make_user([(role, consultation, *body)], name=said)
        grant = Grant(role, consultation.id, body[0].id if body else None)
        actors[name] = Actor(user_id=users[name].id, name=said, grants=frozenset({grant}))
    return Office(consultation, moj, mfa, **actors, users=users)


def published(office: Office, **changes: Any) -> Any:
    """A published comment on measure 1.1 of the office's consultation, by an author of its own."""
    return make_comment(office.consultation, **{"publication": "published", **changes})


def same_submission(office: Office) -> Any:
    """A submission to put several comments into."""
    return make_submission(office.consultation)


def words(text: str) -> LocalisedText:
    """Words in both official languages."""
    return LocalisedText(kk=f"{text} (kk)", ru=f"{text} (ru)")
