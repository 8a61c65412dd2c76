"""The author's record of every step towards a sealed identity, as a file (REQ 120)."""

from flask import Response, render_template

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Submission
from consult.domain.submissions.trustee_reading import accesses_of
from consult.web.contribute import blueprint
from consult.web.contribute.edit import by_token
from consult.web.guard import needs

NAME = "record.txt"


@blueprint.get("/comment/<string:token>/record.txt")
@needs(Permission.COMMENT, find=by_token)
def who_opened(consultation: Consultation, submission: Submission, token: str) -> Response:  # noqa: ARG001
    """Give the steps with their places in the log, by which anybody finds them there."""
    text = render_template(
        "contribute/who_opened.txt",
        consultation=consultation,
        submission=submission,
        accesses=accesses_of(submission.id),
    )
    answer = Response(text, content_type="text/plain; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=NAME)
    answer.headers["Cache-Control"] = "no-store"
    return answer
