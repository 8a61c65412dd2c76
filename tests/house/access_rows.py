"""The rows that the world of the access table holds: one of everything."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from consult.domain.changes.models import Change
from consult.domain.consultations.models import Consultation
from consult.domain.moderation.campaign_models import Campaign, CampaignMember
from consult.domain.people.actors import system
from consult.domain.people.models import Invitation, OneTimeLink, RoleGrant, User
from consult.domain.plans import drafting
from consult.domain.plans.models import PlanVersion
from consult.domain.reports.models import ReportFile
from consult.domain.responses.models import Response, ResponsePosition
from consult.domain.roundtables.desk_models import Device, Photo
from consult.domain.roundtables.models import Attendee, Material, Registration
from consult.domain.submissions.claim_models import AddressConfirmation, NameClaim
from consult.domain.submissions.models import Attachment, Comment, CommentGroup, Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.references import digest
from consult.machinery import files, outbox
from tests.factories.comments import make_comment
from tests.factories.consultations import in_three, make_body
from tests.factories.reports import make_answer, make_report
from tests.factories.roundtables import make_table


def attached_to(submission: Submission, stored: files.StoredFile) -> Attachment:
    attachment = Attachment(submission_id=submission.id, position=1, file_id=stored.id)
    db.session.add(attachment)
    db.session.flush()
    return attachment


def answer_to(comment: Comment) -> Response:
    facts = {"comment_id": comment.id, "consultation_id": comment.consultation_id}
    return Response(
        **facts,
        organisation_id=make_body("MOJ").id,
        disposition="accepted",
        promised_version=9,
        reasons=in_three("Thank you"),
        state="submitted",
        prepared_by="somebody",
    )


def meeting_of(consultation: Consultation) -> dict[str, Any]:
    """A round table ahead with a material and somebody who comes, by their names in addresses."""
    start = now() + timedelta(days=3)
    table = make_table(consultation, starts_at=start, ends_at=start + timedelta(hours=2),
                       state="planned")  # fmt: skip
    stored = files.store(b"text", name="one.txt", media_type="text/plain", purpose="material")
    db.session.flush()
    title = LocalisedText(ru="Материал")
    material = Material(round_table_id=table.id, position=1, title=title, file_id=stored.id)
    coming = Registration(round_table_id=table.id, name="Айгүл", token_hash=digest(table.reference))
    opened_by = db.session.scalars(select(User)).first()
    assert opened_by is not None
    device = Device(round_table_id=table.id, user_id=opened_by.id, name="Tablet",
                    token_hash=digest(f"desk-{table.reference}"))  # fmt: skip
    photo = Photo(round_table_id=table.id, key=table.id, taken_at=now(), file_id=stored.id)
    came = Attendee(round_table_id=table.id, key="first", name="Айгүл", may_be_named=True)
    db.session.add_all([material, coming, device, photo, came])
    db.session.flush()
    return {
        "ref": table.reference,
        "device_id": device.id,
        "photo_id": photo.id,
        "material_id": material.id,
        "registration_id": coming.id,
        "attendee_id": came.id,
    }


def disputed_at(consultation: Consultation) -> dict[str, Any]:
    """A national round table and a comment of its agenda, by their names in addresses."""
    comment = make_comment(consultation, publication="published")
    make_answer(comment, "rejected", ground="legal")
    table = make_table(consultation, level="national")
    return {"ref": table.reference, "comment_id": comment.id}


def group_of(comment: Comment) -> Any:
    group = CommentGroup(
        consultation_id=comment.consultation_id, name="Like comments", made_by="somebody"
    )
    db.session.add(group)
    db.session.flush()
    comment.group_id = group.id
    return group.id


def campaign_of(comment: Comment) -> Any:
    campaign = Campaign(
        consultation_id=comment.consultation_id, representative_id=comment.id, never=False
    )
    db.session.add(campaign)
    db.session.flush()
    db.session.add(CampaignMember(comment_id=comment.id, campaign_id=campaign.id))
    return campaign.id


def links_to(submission: Submission, slug: str, ngo: Any) -> None:
    """Add what the links of letters open: a claim of a name, a confirmation of an address."""
    db.session.add(
        NameClaim(
            submission_id=submission.id,
            organisation_id=ngo.id,
            likeness="exact",
            token_hash=digest(f"claim-{slug}"),
        )
    )
    db.session.add(
        AddressConfirmation(submission_id=submission.id, token_hash=digest(f"address-{slug}"))
    )


def position_on(comment: Comment) -> Any:
    position = ResponsePosition(
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        organisation_id=make_body("MFA").id,
        stance="agree",
        prepared_by="somebody",
    )
    db.session.add(position)
    db.session.flush()
    return position.id


def add_draft_of(consultation: Consultation) -> None:
    held = db.session.get(Consultation, consultation.id)
    assert held is not None
    drafting.new_draft(held, by=system("command"))


def add_change_of(version: PlanVersion) -> None:
    db.session.add(
        Change(
            consultation_id=version.consultation_id,
            plan_version_id=version.id,
            number=1,
            kind="section",
            section_number="1",
        )
    )
    db.session.flush()


def letter_about(consultation: Consultation) -> Any:
    written = outbox.Written("Subject", "Body")
    facts = {"kind": "test", "language": "en", "cause": f"test:{consultation.id}"}
    letter = outbox.post(
        written, to="somebody@example.kz", consultation_id=consultation.id, **facts
    )
    letter.state = "failed"
    return letter.id


def add_report(consultation: Consultation) -> None:
    report = make_report(consultation, published=True)
    for audience in ("public", "ministry", "organiser"):
        facts = {"language": "en", "audience": audience, "format": "csv"}
        stored = files.store(b"x", name="report.csv", media_type="text/csv", purpose="report")
        db.session.flush()
        db.session.add(ReportFile(report_id=report.id, file_id=stored.id, **facts))
    db.session.flush()


def grant_of(consultation: Consultation, user: User) -> Any:
    return db.session.scalar(
        select(RoleGrant.id).where(
            RoleGrant.consultation_id == consultation.id, RoleGrant.user_id == user.id
        )
    )


def invitation_to(consultation: Consultation) -> Any:
    invitation = Invitation(
        token_hash=digest(f"invitation-{consultation.slug}"),
        email="invited@example.kz",
        consultation_id=consultation.id,
        role="moderator",
        expires_at=now() + timedelta(days=1),
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation.id


def tokens(slug: str, user: User) -> dict[str, str]:
    link = OneTimeLink(
        token_hash=digest(f"reset-{slug}"),
        user_id=user.id,
        purpose="reset",
        expires_at=now() + timedelta(hours=1),
    )
    db.session.add(link)
    edit = dict.fromkeys(
        ("contribute.edit", "contribute.edit_point", "contribute.withdraw",
         "contribute.withdraw_point", "contribute.who_opened", "contribute.level",
         "contribute.no_name"), f"edit-{slug}",
    )  # fmt: skip
    links = {"contribute.claim": f"claim-{slug}", "contribute.confirm_address": f"address-{slug}"}
    return {
        **edit,
        **links,
        "account.accept": f"invitation-{slug}",
        "account.reset": f"reset-{slug}",
    }
