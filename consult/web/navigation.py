"""The lines of navigation: what everybody sees and what an account adds."""

from flask import Flask, request, url_for
from flask_babel import gettext as _

from consult.web import layout
from consult.web.guard import actor

Item = dict[str, object]


def _item(text: str, endpoint: str) -> Item:
    return {"text": text, "href": url_for(endpoint), "active": request.endpoint == endpoint}


def main_items() -> list[Item]:
    """Return the public navigation; desks appear for those who have a role."""
    items = [
        _item(_("Consultations"), "public.home"),
        _item(_("Recommendations"), "public.recommendations"),
        _item(_("Follow a comment"), "public.receipt"),
    ]
    who = actor()
    roles = {grant.role for grant in who.grants}
    if roles & {"organiser", "moderator", "auditor"} or who.is_administrator:
        items.append(_item(_("Organisers' desk"), "organise.desk"))
    if roles & {"ministry_contributor", "ministry_approver"}:
        items.append(_item(_("Ministries' desk"), "respond.inbox"))
    if "facilitator" in roles:
        items.append(_item(_("Capture desk"), "desk.tables"))
    if "trustee" in roles and not who.is_administrator:
        items.append(_item(_("Trustees' desk"), "trustee.consultations"))
    if who.is_administrator:
        items.append(_item(_("Administration"), "organise.administration"))
    return items


def account_items() -> list[Item]:
    """Return what stands at the right: sign in, or the account and the way out."""
    if actor().user_id is None:
        return [_item(_("Sign in"), "account.sign_in")]
    return [
        _item(_("My account"), "account.profile"),
        {"text": _("Sign out"), "href": url_for("account.sign_out"), "post": True},
    ]


def init_app(app: Flask) -> None:
    """Give the layout its items."""
    layout.init_app(
        app,
        names=app.config["SETTINGS"].service_name,
        navigation=main_items,
        account=account_items,
    )
