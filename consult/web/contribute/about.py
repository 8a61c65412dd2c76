"""About you: for whom you speak, how your name may be used, where the receipt goes."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.queries import organisations_of
from consult.domain.submissions import drafts, trustees
from consult.domain.submissions.points import About, Flawed, flaws_of_about
from consult.domain.submissions.rules import levels_offered
from consult.kernel.text import clean_line, clean_text
from consult.web.contribute import blueprint, drafting
from consult.web.contribute.forms import AboutForm
from consult.web.contribute.phase import phase_of
from consult.web.filters import in_page_language
from consult.web.guard import actor, needs
from consult.web.labels import label
from consult.web.language import current_language
from consult.web.places import region_choices
from consult.web.submission_words import show_flaws
from consult.web.who_sees import LEVEL_SENTENCES, side_by_side


def offered_levels(consultation: Consultation) -> tuple[str, ...]:
    """Return the levels that the publication policy of the consultation leaves."""
    can_seal = trustees.can_seal(consultation.id)
    return levels_offered(consultation.publication_policy, can_seal=can_seal)


@blueprint.route("/c/<string:slug>/comment/about-you", methods=["GET", "POST"])
@drafting.keeps_text
@needs(Permission.COMMENT, find=consultation_by_slug)
def about(consultation: Consultation) -> Any:
    """Ask about the author; answers are kept with the draft."""
    draft = drafting.current(consultation)
    if not drafts.points_in(draft):
        return redirect(url_for("contribute.start", slug=consultation.slug))
    assert draft is not None  # noqa: S101  it has points
    form = _offered(AboutForm(data=draft.about or _known()), consultation)
    if form.validate_on_submit():
        flaws = list(
            flaws_of_about(about_of(form.typed(), consultation), offered_levels(consultation))
        )
        if not flaws:
            _keep(consultation, form)
            return redirect(url_for("contribute.check", slug=consultation.slug))
        show_flaws(form, Flawed(flaws=flaws), instead="author_kind")
    return render_template(
        "contribute/about.html",
        consultation=consultation,
        form=form,
        levels=side_by_side([choice.value for choice in form.level.choices]),
        phase=phase_of(consultation),
    ), (422 if form.errors else 200)


def _keep(consultation: Consultation, form: AboutForm) -> None:
    draft = drafting.current_or_new(consultation)
    drafts.put_about(draft, {**form.typed(), "consent": "y"}, by=actor())


def _known() -> dict[str, str]:
    """Return what an account tells already."""
    if actor().user_id is None:
        return {}
    return {"author_name": current_user.name, "contact_email": current_user.email}


def _offered(form: AboutForm, consultation: Consultation) -> AboutForm:
    levels = offered_levels(consultation)
    form.level.choices = [(level, label("level", level)) for level in levels]
    form.level.hints = {level: LEVEL_SENTENCES[level] for level in levels}
    form.region_code.choices = region_choices()
    user_id = actor().user_id
    own = organisations_of(user_id) if user_id else []
    if own:
        form.organisation_id.choices = [
            ("", _("None of these")),
            *((str(one.id), in_page_language(one.name).text) for one in own),
        ]
    else:
        del form.organisation_id
    return form


def about_of(typed: dict[str, Any], consultation: Consultation) -> About:
    """Return the author's facts from what was typed in the form or kept in a draft.

    Of an anonymous author nothing is taken that was typed before the level was chosen.
    """
    if typed.get("level") == "anonymous":
        typed = {name: typed.get(name, "") for name in ("author_kind", "level", "region_code")}
    speaks_alone = typed.get("author_kind") == "individual"
    organisation = "" if speaks_alone else typed.get("organisation_id") or ""
    return About(
        author_kind=typed.get("author_kind", ""),
        level=typed.get("level", ""),
        author_name=clean_line(typed.get("author_name", "")),
        organisation_id=_uuid(organisation),
        organisation_name="" if speaks_alone else clean_line(typed.get("organisation_name", "")),
        cosigners=clean_text(typed.get("cosigners", ""))
        if typed.get("author_kind") == "joint"
        else "",
        region_code=typed.get("region_code") or "unknown",
        contact_email=clean_line(typed.get("contact_email", "")),
        privacy_notice_version=consultation.privacy_notice_version,
        language=current_language(),
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
