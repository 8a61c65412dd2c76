"""A person's own data: the file of everything kept, and closing the account."""

from typing import Any

import orjson
from flask import Response, render_template, session
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.access import Permission
from consult.domain.retention import own_data
from consult.domain.retention.refusals import StillHasRoles
from consult.web import retention_words  # noqa: F401  the labels of the kinds
from consult.web.account import blueprint
from consult.web.forms import ConsultForm, TickField
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.sentences import sentence


class CloseForm(ConsultForm):
    """Closing one's own account, for good."""

    names_too = TickField(_l("Take my name off my comments as well."))
    sure = TickField(
        _l("I know that this cannot be undone."),
        required=_l("Tick the box if you want to close the account for good."),
    )


@blueprint.get("/account/my-data")
@needs(Permission.SIGNED_IN)
def my_data() -> Any:
    """Say what can be had and what closing means."""
    return render_template("account/my_data.html", form=CloseForm(formdata=None))


@blueprint.post("/account/my-data/file")
@needs(Permission.SIGNED_IN)
@fresh
def my_data_file() -> Response:
    """Give everything that is kept about the account as one file."""
    data = orjson.dumps(own_data.own_data(current_user.user), option=orjson.OPT_INDENT_2)
    response = Response(data, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@blueprint.post("/account/my-data/close")
@needs(Permission.SIGNED_IN)
@fresh
def close_account() -> Any:
    """Close the account for good; the browser is signed out."""
    form = CloseForm()
    if not form.validate_on_submit():
        return render_template("account/my_data.html", form=form), 422
    try:
        own_data.close_account(current_user.user, by=actor(), names_too=bool(form.names_too.data))
    except StillHasRoles as refused:
        form.fail("sure", sentence(refused))
        return render_template("account/my_data.html", form=form), 422
    session.clear()
    return render_template("account/closed.html")
