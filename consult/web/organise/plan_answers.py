"""Questions that the files of a plan raise, and the buttons that answer them."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.kernel.findings import Finding, Level
from consult.machinery.tables import TRACKED
from consult.web.guard import needs
from consult.web.organise import blueprint
from consult.web.organise.plan_waiting import keep, kept

SEVERAL = "E_SEVERAL_TABLES"


def answers_to(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Return the answers that can be given to findings: file, code and text of the button."""
    return [(one.file, code, text) for one in findings for code, text in _ways(one)]


def _ways(finding: Finding) -> list[tuple[str, str]]:
    tracked = {
        TRACKED["accept"]: _("Accept all tracked changes: %(file)s", file=finding.file),
        TRACKED["reject"]: _("Reject all tracked changes: %(file)s", file=finding.file),
    }
    if finding.code in {"E_TRACKED_CHANGES", *tracked}:
        return [(code, text) for code, text in tracked.items() if code != finding.code]
    if finding.level == Level.ASK and finding.code != SEVERAL:
        return [(finding.code, _("Go on nevertheless: %(file)s", file=finding.file))]
    return []


@blueprint.post("/organise/<string:slug>/plan/import/answers")
@needs(Permission.ORGANISE, find=consultation_by_slug)
def import_answers(consultation: Consultation) -> Any:
    """Keep how a question of the importer was answered; the other answer to it is forgotten."""
    staged = kept(consultation)
    name, code = request.form.get("file", ""), request.form.get("code", "")
    for place, one in enumerate(staged.files):
        if one.name == name and code:
            others = set(one.accepted) - (
                set(TRACKED.values()) if code in TRACKED.values() else set()
            )
            accepted = tuple(sorted({*others, code}))
            staged = staged.changed(place, accepted=accepted)
    keep(consultation, staged)
    return redirect(url_for("organise.import_check", slug=consultation.slug))
