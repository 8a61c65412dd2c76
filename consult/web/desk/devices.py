"""Letting a browser in to the desk of one meeting, with a session and a network."""

from typing import Any

from flask import jsonify
from flask_wtf.csrf import generate_csrf

from consult.access import Permission
from consult.domain.roundtables.devices import enrol_device
from consult.domain.roundtables.models import RoundTable
from consult.kernel.errors import Missing
from consult.web.desk import blueprint
from consult.web.desk.answering import in_json, sent_json
from consult.web.desk.finding import table_of
from consult.web.guard import actor, needs
from consult.web.throttle import Limit, pseudonym, use

ENROLLING = Limit("desk-enrol", 20, 3600)
CREATED = 201


@blueprint.get("/desk/<string:slug>/<string:ref>/entry")
@in_json
@needs(Permission.FACILITATE, find=table_of)
def entry(table: RoundTable) -> Any:  # noqa: ARG001
    """Give what opening the desk needs: the token of this session's forms."""
    return jsonify(csrf=generate_csrf())


@blueprint.post("/desk/<string:slug>/<string:ref>/devices")
@in_json
@needs(Permission.FACILITATE, find=table_of)
def enrol(table: RoundTable) -> Any:
    """Let this browser in and give it a token; the server keeps only a hash of it."""
    use(ENROLLING, pseudonym("desk", str(actor().user_id)))
    sent = sent_json()
    name = sent.get("name") if isinstance(sent, dict) else None
    if not isinstance(name, str):
        raise Missing(missing=["name"])
    device, token = enrol_device(table, name, by=actor())
    return jsonify(token=token, name=device.name), CREATED
