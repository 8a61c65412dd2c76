"""Every code's name in words, in the reader's language."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from consult.web.protection_labels import PROTECTION_LABELS
from consult.web.round_table_labels import ROUND_TABLE_LABELS
from consult.web.trace_labels import TRACE_LABELS

LABELS: dict[str, dict[str, Any]] = (
    {
        "organisation_kind": {
            "ministry": _l("Ministry"),
            "state_body": _l("State body"),
            "akimat": _l("Local executive body (akimat)"),
            "ombudsman": _l("Human rights institution"),
            "ngo": _l("Non-governmental organisation (NGO)"),
            "accredited_ngo": _l("Accredited NGO"),
            "coalition": _l("NGO coalition"),
            "public_council": _l("Public council"),
            "academia": _l("Academic institution"),
            "bar": _l("Bar or professional association"),
            "business": _l("Business"),
            "international": _l("International organisation"),
            "media": _l("Media"),
            "individual": _l("Individual"),
            "other": _l("Other organisation"),
        },
        "role": {
            "organiser": _l("Organiser"),
            "moderator": _l("Moderator"),
            "ministry_contributor": _l("Ministry contributor"),
            "ministry_approver": _l("Ministry approver"),
            "auditor": _l("Auditor"),
            "facilitator": _l("Facilitator of round tables"),
            "trustee": _l("Trustee"),
        },
        "consultation_state": {
            "draft": _l("Draft"),
            "scheduled": _l("Announced"),
            "open": _l("Open for comments"),
            "closed": _l("Closed for comments"),
            "answering": _l("Comments are being answered"),
            "report_published": _l("Report published"),
            "decision_made": _l("Decision made"),
            "monitoring": _l("Implementation is monitored"),
            "archived": _l("Archived"),
            "cancelled": _l("Cancelled"),
        },
        "consultation_change": {
            "scheduled": _l("Announced"),
            "recalled": _l("Announcement taken back"),
            "opened": _l("Opened"),
            "extended": _l("Closing moved to a later day"),
            "closed": _l("Closed for comments"),
            "reopened": _l("Opened again"),
            "answering": _l("Answers began"),
            "report_published": _l("Report published"),
            "decision_made": _l("Decision made"),
            "monitoring": _l("Implementation is monitored"),
            "archived": _l("Archived"),
            "cancelled": _l("Cancelled"),
        },
        "version_state": {
            "draft": _l("Draft"),
            "published": _l("Published"),
            "superseded": _l("Superseded"),
            "adopted": _l("Adopted"),
        },
        "channel": {
            "web": _l("Web form"),
            "e-mail": _l("E-mail"),
            "letter": _l("Letter"),
            "round_table": _l("Round table"),
            "file": _l("Uploaded file"),
            "phone": _l("Telephone"),
            "portal": _l("Another portal"),
        },
        "executor_role": {
            "lead": _l("Lead body"),
            "co": _l("Co-executor"),
            "by_agreement": _l("By agreement"),
        },
        "recurrence": {
            "none": _l("Once"),
            "annual": _l("Every year"),
            "half-year": _l("Every half-year"),
            "quarterly": _l("Every quarter"),
            "permanent": _l("Permanently"),
            "unparsed": _l("As worded"),
        },
        "kind": {
            "support": _l("Support"),
            "objection": _l("Objection"),
            "amendment": _l("Amendment"),
            "addition": _l("Addition"),
            "question": _l("Question"),
            "information": _l("Information"),
            "editorial": _l("Editorial remark"),
        },
        "target": {
            "measure": _l("Measure"),
            "field": _l("Part of a measure"),
            "section": _l("Section"),
            "plan": _l("The whole plan"),
        },
        "measure_field": {
            "text": _l("Wording of the measure"),
            "completion_form": _l("Form of completion"),
            "executors": _l("Responsible bodies"),
            "deadline": _l("Deadline"),
            "indicator": _l("Indicator"),
            "funding": _l("Source of funding"),
            "recommendations": _l("Recommendations"),
        },
        "level": {
            "named": _l("Name and organisation published"),
            "org_only": _l("Only the organisation published"),
            "withheld_public": _l("Name withheld from the public"),
            "withheld_ministries": _l("Name withheld from ministries too"),
            "anonymous": _l("Anonymous"),
        },
        "author_kind": {
            "individual": _l("An individual"),
            "organisation": _l("An organisation"),
            "joint": _l("Several organisations together"),
        },
        "publication": {
            "received": _l("Waiting for moderation"),
            "published": _l("Published"),
            "published_redacted": _l("Published in part"),
            "withheld": _l("Not published"),
            "spam": _l("Spam"),
            "withdrawn": _l("Withdrawn by the author"),
        },
        "moderation_action": {
            "publish": _l("Publish"),
            "publish_redacted": _l("Publish in part"),
            "withhold": _l("Do not publish"),
            "mark_spam": _l("Mark as spam"),
            "restore": _l("Put back in the queue"),
        },
        "ground": {
            "third_person_data": _l("Personal data of another person"),
            "insult": _l("Insult or incitement"),
            "spam": _l("Spam"),
            "off_topic": _l("Not about this plan"),
            "author_security": _l("Safety of the author"),
            "legal_order": _l("Order of a court or another authority"),
        },
        "disposition": {
            "accepted": _l("Accepted"),
            "partly": _l("Partly accepted"),
            "covered": _l("Already covered by the draft"),
            "noted": _l("Noted"),
            "rejected": _l("Rejected"),
            "out_of_scope": _l("Out of scope"),
            "duplicate": _l("Duplicate"),
            "deferred": _l("Deferred for discussion"),
            "withdrawn": _l("Withdrawn by the author"),
            "none": _l("Not answered yet"),
        },
        "rejection_ground": {
            "legal": _l("Legal ground"),
            "financial": _l("Financial ground"),
            "competence": _l("Outside the body's powers"),
        },
        "response_state": {
            "draft": _l("Draft answer"),
            "submitted": _l("Waiting for review"),
            "reviewed": _l("Reviewed, waiting for approval"),
            "returned": _l("Returned with a remark"),
            "approved": _l("Approved"),
            "none": _l("No answer yet"),
        },
        "report_state": {
            "queued": _l("Waiting to be compiled"),
            "compiling": _l("Being compiled"),
            "compiled": _l("Compiled"),
            "published": _l("Published"),
            "superseded": _l("Superseded"),
            "failed": _l("Failed"),
        },
        "audience": {
            "organiser": _l("For organisers"),
            "ministry": _l("For ministries"),
            "public": _l("For the public"),
        },
        "letter_state": {
            "queued": _l("Waiting to be sent"),
            "sent": _l("Sent"),
            "failed": _l("Failed"),
        },
        "language": {"kk": _l("Kazakh"), "ru": _l("Russian"), "en": _l("English")},
        "verification": {
            "unverified": _l("Not verified"),
            "email_confirmed": _l("E-mail confirmed"),
            "organisation_confirmed": _l("Organisation confirmed"),
        },
    }
    | TRACE_LABELS
    | ROUND_TABLE_LABELS
    | PROTECTION_LABELS
)


def label(group: str, code: str | None) -> str:
    """Return a code's name in the page's language; an unknown code is a mistake (KeyError)."""
    return str(LABELS[group][code or "none"])


def choices(group: str, codes: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    """Return (code, name) for the codes of a group, in the given order."""
    return [(code, label(group, code)) for code in codes]


def init_app(app: Flask) -> None:
    """Give templates the labels."""
    app.jinja_env.globals["label"] = label
