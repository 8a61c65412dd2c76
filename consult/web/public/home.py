"""The home page: what is open, being answered, ended; and the way in without a language."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from consult.access import Permission
from consult.domain.consultations import reading
from consult.domain.plans import reading as plans
from consult.domain.reports.reading import published_reports
from consult.domain.submissions import reading as comments
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.public.addresses import typed


@needs(Permission.ANYONE)
def root() -> Response:
    """Send a newcomer to the home page in the language that the browser asks for."""
    answer = redirect(url_for("public.home", language=current_language()))
    answer.vary.add("Accept-Language")
    return answer


def _add_root(state: BlueprintSetupState) -> None:
    state.app.add_url_rule("/", "root", root)


blueprint.record_once(_add_root)


@blueprint.get("/")
@needs(Permission.ANYONE)
def home() -> str:
    """Show the lists, or what the words find."""
    words = typed("words")
    if words:
        return _found(words)
    lists = reading.home(request.args.get("page"))
    shown = [*lists.current, *lists.announced, *lists.answering, *lists.ended.items]
    return render_template("public/home.html", lists=lists, words="", **_facts(shown))


def _found(words: str) -> str:
    found = reading.found_by(words)
    known = reading.public_consultations()
    measures = plans.found_by(words, list(known))
    return render_template(
        "public/found.html",
        words=words,
        found=found,
        measures=[(known[key], rows) for key, rows in measures.items()],
        **_facts(found),
    )


def _facts(shown: Sequence[reading.Standing]) -> dict[str, object]:
    identities = [one.consultation.id for one in shown]
    return {"totals": comments.totals(identities), "reports": published_reports(identities)}
