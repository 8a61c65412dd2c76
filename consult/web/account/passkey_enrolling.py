"""A passkey as the second step that an account must set up before anything else opens."""

from typing import Any

from flask import redirect, render_template, session, url_for

from consult.access import Permission
from consult.domain.people import operations
from consult.domain.people.actors import Actor
from consult.domain.people.credentials import steps_of
from consult.domain.people.refusals import PasskeyRefused
from consult.web.account import blueprint
from consult.web.account.entering import after_second_step
from consult.web.account.forms import NewPasskeyForm
from consult.web.account.second_step import halfway
from consult.web.guard import needs
from consult.web.sentences import sentence

TOKEN = "new_passkey_question"  # noqa: S105 - a name in the session


@blueprint.get("/account/second-step/set-up/passkey")
@needs(Permission.ANYONE)
@halfway
def second_step_new_passkey(user: Any, who: Actor) -> Any:  # noqa: ARG001
    """Ask the browser of somebody who gave the first step for a new passkey."""
    if steps_of(user.id).any:
        return redirect(url_for("account.second_step"))
    return _page(user, NewPasskeyForm())


@blueprint.post("/account/second-step/set-up/passkey")
@needs(Permission.ANYONE)
@halfway
def second_step_new_passkey_post(user: Any, who: Actor) -> Any:
    """Keep the passkey, sign in, and show recovery codes once."""
    if steps_of(user.id).any:
        return redirect(url_for("account.second_step"))
    form = NewPasskeyForm()
    if not form.validate():
        return _page(user, form, 422)
    token, given = str(session.pop(TOKEN, "")), form.credential.data or ""
    try:
        operations.add_passkey(user, token, given, name=form.name.data, by=who)
    except PasskeyRefused as refused:
        form.fail("name", sentence(refused))
        return _page(user, form, refused.status)
    codes = operations.renew_recovery_codes(user, by=who)
    target = after_second_step(user, who, step="passkey")
    return render_template("account/recovery_codes.html", codes=codes, target=target)


def _page(user: Any, form: NewPasskeyForm, status: int = 200) -> Any:
    session[TOKEN], options = operations.question_to_add(user)
    page = render_template("account/second_step_passkey.html", form=form, options=options)
    return page, status
