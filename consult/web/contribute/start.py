"""Where a comment begins: the target is chosen here or stands in the address of a link."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.queries import plan_of, published_of
from consult.domain.submissions import drafts
from consult.domain.submissions.points import Target, read_target
from consult.kernel.errors import NotFound
from consult.web.contribute import blueprint, drafting, event
from consult.web.contribute.forms import TargetForm
from consult.web.contribute.phase import phase_of
from consult.web.filters import in_page_language
from consult.web.guard import needs

SHORT = 110


def version_of(consultation: Consultation) -> PlanVersion:
    """Return the version that is discussed; raises NotFound when nothing is published."""
    version = published_of(consultation.id)
    if version is None:
        raise NotFound
    return version


def asked_target() -> Target | None:
    """Return the target that the address names: target=measure:2.1, and perhaps field=deadline."""
    code, field = request.args.get("target", ""), request.args.get("field", "")
    if field and code.startswith("measure:") and code.count(":") == 1:
        code = f"{code}:{field}"
    return read_target(code)


@blueprint.route("/c/<string:slug>/comment", methods=["GET", "POST"])
@drafting.keeps_text
@needs(Permission.COMMENT, find=consultation_by_slug)
def start(consultation: Consultation) -> Response | tuple[str, int] | str:
    """Ask what the comment is about, unless the address says it."""
    target = asked_target()
    phase = phase_of(consultation)
    if not phase.takes_comments:
        return render_template(
            "contribute/closed.html",
            consultation=consultation,
            phase=phase,
            points=drafts.points_in(drafting.current(consultation)),
        )
    if target is not None:
        return _to_point(consultation, target.code)
    form = _offered(TargetForm(), version_of(consultation))
    if form.validate_on_submit():
        if form.target:
            return _to_point(consultation, form.target)
        form.fail(str(form.scope.data), _("Choose one from the list."))
    return render_template(
        "contribute/start.html",
        consultation=consultation,
        form=form,
        phase=phase,
        count=len(drafts.points_in(drafting.current(consultation))),
    ), (422 if form.errors else 200)


def _to_point(consultation: Consultation, target: str) -> Response:
    code = event.code_of(event.event_of(consultation))
    where = url_for("contribute.point", slug=consultation.slug, target=target, event=code)
    return redirect(where)


def _offered(form: TargetForm, version: PlanVersion) -> TargetForm:
    parts = plan_of(version.id)
    choose = ("", _("Choose from the list"))
    form.measure.choices = [
        choose,
        *(
            (measure.number, f"{measure.number}. {_short(measure.text)}")
            for part in parts
            for measure in part.measures
        ),
    ]
    form.section.choices = [
        choose,
        *((p.section.number, f"{p.section.number}. {_short(p.section.title)}") for p in parts),
    ]
    return form


def _short(text: object) -> str:
    words = in_page_language(text).text
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + "…"
