"""What a national round table decided, on the page where its comment is answered."""

from typing import Any

from flask import request

from consult.domain.responses.decided import decisions_for, shown
from consult.domain.responses.queries import CommentFile
from consult.domain.responses.steps import departs
from consult.web.respond.forms import AnswerForm


def shown_with(file: CommentFile, form: AnswerForm) -> dict[str, Any]:
    """Return what the page tells of the newest decision, and suggest its result in the form.

    `departs` tells whether the present answer has another result, `suggested` whether the form was
    filled: the answer is with its writer again. Nothing is stored; one query.
    """
    decision = decisions_for([file.comment.id]).get(file.comment.id)
    response = file.response
    if decision is None or response is None:
        return {"meeting": None, "decision": None, "departs": False, "suggested": False}
    other = departs(response, decision)
    wanted = other and decision.decision == "changed" and response.state == "returned"
    suggested = wanted and request.method == "GET"
    if suggested:
        form.disposition.data = decision.disposition
        form.insert(decision.text)
    return {
        "meeting": shown(decision),
        "decision": decision,
        "departs": other,
        "suggested": suggested,
    }
