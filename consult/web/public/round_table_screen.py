"""The full-screen page for the hall: item of the agenda, confirmed statements, the way to write."""

from datetime import datetime

from flask import Response, make_response, render_template, request

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.models import RoundTable
from consult.kernel.dates import in_zone
from consult.kernel.errors import NotFound
from consult.machinery import letters
from consult.web.guard import actor, needs
from consult.web.hall_screens import facts, may_watch
from consult.web.headers import POLICY
from consult.web.public import blueprint
from consult.web.public.round_tables import ONE, table_by_address
from consult.web.qr_codes import drawing
from consult.web.table_papers import typed_at


@blueprint.app_template_global()
def screen_time(at: datetime, zone: str) -> str:
    """Return the time on the clocks of the hall."""
    return f"{in_zone(at, zone):%H:%M}"


def screen_by_address(slug: str, ref: str) -> tuple[Consultation, RoundTable]:
    """Return the consultation and a meeting whose screen may be opened now; raises NotFound."""
    consultation, table = table_by_address(slug, ref)
    if not may_watch(table, request.args.get("key", ""), actor()):
        raise NotFound
    return consultation, table


@blueprint.get(f"{ONE}/screen")
@needs(Permission.READ, find=screen_by_address)
def round_table_screen(consultation: Consultation, table: RoundTable) -> Response:  # noqa: ARG001
    """Show the screen; a script renews it, without scripts the page asks for itself again."""
    page = render_template(
        "public/screen.html",
        key=request.args.get("key") or None,
        is_still="still" in request.args,
        picture=drawing(letters.short_address("event_of", code=table.event_code)),
        typed_at=typed_at(),
        **facts(table),
    )
    return _never_kept(page)


@blueprint.get(f"{ONE}/screen/now")
@needs(Permission.READ, find=screen_by_address)
def round_table_screen_now(consultation: Consultation, table: RoundTable) -> Response:  # noqa: ARG001
    """Give the part of the screen that changes, as a piece of a page."""
    return _never_kept(render_template("public/screen_now.html", **facts(table)))


def _never_kept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = f"{POLICY}; connect-src 'self'"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
