"""A person's own account: name, language, organisations, roles, password."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.access import Permission
from consult.domain.people import operations, queries
from consult.domain.people.refusals import WeakPassword, WrongPassword
from consult.kernel.errors import TooMany
from consult.web.account import blueprint, gate
from consult.web.account.entering import renew
from consult.web.account.forms import ChangePasswordForm, ProfileForm
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.sentences import sentence


@blueprint.get("/account")
@needs(Permission.SIGNED_IN)
def profile() -> Any:
    """Show what the account holds."""
    user = current_user.user
    return _page(ProfileForm(name=user.name, language=user.language))


@blueprint.post("/account")
@needs(Permission.SIGNED_IN)
def profile_post() -> Any:
    """Change name and language."""
    form = ProfileForm()
    if not form.validate():
        return _page(form), 422
    operations.edit_profile(
        current_user.user, name=form.name.data, language=form.language.data, by=actor()
    )
    flash(_("Your account was changed."), "success")
    return redirect(url_for("account.profile"))


@blueprint.get("/account/password")
@needs(Permission.SIGNED_IN)
@fresh
def password() -> Any:
    """Ask for the present and the new password."""
    return render_template("account/password.html", form=ChangePasswordForm())


@blueprint.post("/account/password")
@needs(Permission.SIGNED_IN)
@fresh
def password_post() -> Any:
    """Change the password; every other session ends, this one gets a new token."""
    form = ChangePasswordForm()
    status = _change(form) if form.validate() else 422
    if status:
        return render_template("account/password.html", form=form), status
    renew(actor())
    flash(_("Your password was changed. All other sessions have ended."), "success")
    return redirect(url_for("account.profile"))


def _change(form: ChangePasswordForm) -> int:
    """Return 0, or the status of the refusal; only a wrong present password counts as a try."""
    try:
        with gate.attempt(current_user.user.email):
            return _set_new(form)
    except WrongPassword as refused:
        form.fail("old", sentence(refused))
        return 422
    except TooMany as refused:
        form.fail("old", sentence(refused))
        return 429


def _set_new(form: ChangePasswordForm) -> int:
    user, old, new = current_user.user, form.old.data, form.new.data
    try:
        operations.change_password(user, old=old, new=new, by=actor())
    except WeakPassword as refused:
        form.fail("new", sentence(refused))
        return 422
    return 0


def _page(form: ProfileForm) -> str:
    user = current_user.user
    return render_template(
        "account/profile.html",
        form=form,
        user=user,
        organisations=queries.organisations_of(user.id),
        roles=sorted({grant.role for grant in actor().grants}),
    )
