"""What an NGO sends from its account to the open consultation: two points and its letter."""

from sqlalchemy import select

from consult.demo import people
from consult.demo.sources import read
from consult.domain.consultations.models import Consultation
from consult.domain.submissions import attachments
from consult.domain.submissions.models import Submission
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Point, Target
from consult.kernel.database import db

LETTER = "equal_line_2026_kk.docx"
POINTS = (
    Point(
        Target("field", "1.4", "deadline"),
        "amendment",
        "kk",
        "Мәліметтер жылдың басында емес, бюджет талқыланғанға дейін жариялануы тиіс.",
        "жыл сайын 1 қыркүйекке дейін",
        "Сонда оларды келесі жылдың бюджетінде ескеруге болады.",
    ),
    Point(
        Target("section", "1"),
        "question",
        "kk",
        "Бөлімнің орындалуын қай орган үйлестіреді?",
    ),
)


def send(consultation: Consultation) -> None:
    """Send both points with the letter as a DOCX; twice is once."""
    if _is_sent(consultation):
        return
    member, body = people.acting(people.MEMBER), people.organisation(people.NGO)
    letter = attachments.stage(read(LETTER), LETTER, organisations=[body.id])
    about = About(
        author_kind="organisation",
        level="named",
        author_name=people.MEMBER.name,
        organisation_id=body.id,
        region_code="KZ-75",
        contact_email=people.MEMBER.email,
        privacy_notice_version="1.0",
        language="kk",
    )
    sending = Sending(key="demo-member", files=[letter.id])
    submit_comments(consultation, POINTS, about, by=member, sending=sending)


def _is_sent(consultation: Consultation) -> bool:
    member = people.acting(people.MEMBER)
    statement = select(Submission.id).where(
        Submission.consultation_id == consultation.id, Submission.user_id == member.user_id
    )
    return db.session.scalar(statement.limit(1)) is not None
