"""The door `organise`."""

from flask import Blueprint

from consult.web.organise import sentences as sentences
from consult.web.organise.side import side_items

blueprint = Blueprint("organise", __name__, url_prefix="/<language:language>")
blueprint.app_context_processor(lambda: {"side_items": side_items})

from consult.web.organise import (  # noqa: E402, F401  views need the blueprint
    administration,
    adoption,
    answers,
    attachments,
    audit,
    backups,
    campaigns,
    changes,
    comment,
    comments_by_hand,
    comments_import,
    desk,
    groups,
    letters,
    moderation,
    opening,
    organisations,
    people,
    people_refusals,
    plan,
    plan_answers,
    plan_columns,
    plan_editing,
    plan_import,
    plan_margin,
    plan_matching,
    promises,
    recommendation,
    recommendations,
    regions,
    registers,
    reports,
    retention,
    setup,
    storage,
    surge,
    table_agenda,
    tables,
    tables_attendance,
    tables_decisions,
    tables_desk,
    tables_editing,
    tables_inviting,
    tables_materials,
    tables_minutes,
    tables_papers,
    tables_registrations,
    tables_screen,
    tables_sheet,
    tables_template,
)
