"""What the frame of every page asks for: names, languages, navigation, links in the foot."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, request
from flask_babel import gettext as _
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.web.language import NAMES, current_language

Item = dict[str, Any]
Items = Callable[[], list[Item]]


def home_url() -> str:
    """Return the address of the home page in the page's language."""
    return f"/{current_language()}/"


def language_url(code: str) -> str:
    """Return the address of this page in another language; the query goes along."""
    path = request.path
    first, _slash, rest = path.lstrip("/").partition("/")
    path = f"/{code}/{rest}" if first in LANGUAGES else f"/{code}/"
    query = request.query_string.decode("ascii", "ignore") if first in LANGUAGES else ""
    return f"{path}?{query}" if query else path


def footer_items() -> list[Item]:
    """Return the links in the foot: help, safety, privacy, accessibility."""
    home = home_url()
    return [
        {"text": _("Help"), "href": f"{home}help"},
        {"text": _("Your safety"), "href": f"{home}your-safety"},
        {"text": _("Privacy"), "href": f"{home}privacy"},
        {"text": _("Accessibility"), "href": f"{home}accessibility"},
    ]


def nothing() -> list[Item]:
    """Return no navigation: the frame leaves the line away."""
    return []


def init_app(
    app: Flask,
    *,
    names: Mapping[str, str] | None = None,
    owner: Mapping[str, str] | None = None,
    navigation: Items = nothing,
    account: Items = nothing,
) -> None:
    """Give the frame its globals and the GOV.UK macros their place.

    `names` and `owner` map languages to the service's and the organiser's name. `navigation` and
    `account` return items of text, href, active; an account item with post=True is a button.
    """
    own_names = LocalisedText.of(names)
    own_owner = LocalisedText.of(owner)
    package = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([loader for loader in (app.jinja_loader, package) if loader])
    app.jinja_env.globals.update(
        service_name=lambda: own_names.in_(current_language()) or _("Public consultations"),
        owner_name=lambda: own_owner.in_(current_language()),
        home_url=home_url,
        languages=NAMES,
        language_url=language_url,
        navigation_items=navigation,
        account_items=account,
        footer_items=footer_items,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
