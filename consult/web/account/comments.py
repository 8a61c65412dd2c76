"""What an account has sent, and what became of each point."""

from flask import render_template
from flask_login import current_user

from consult.access import Permission
from consult.domain.submissions import queries as submissions
from consult.web.account import blueprint
from consult.web.guard import needs

TONES = {
    "received": "waiting",
    "published": "good",
    "published_redacted": "good",
    "withheld": "bad",
    "spam": "bad",
}


@blueprint.get("/account/comments")
@needs(Permission.SIGNED_IN)
def comments() -> str:
    """Show one's own submissions, newest first, each with its points."""
    rows = submissions.submissions_of(current_user.user.id)
    return render_template("account/comments.html", rows=rows, tones=TONES)
