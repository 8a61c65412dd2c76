"""The page beside the screen in the hall: its address, and where the agenda stands."""

from typing import Any

from flask import redirect, render_template, request, url_for

from consult.access import Permission
from consult.domain.roundtables.events import stand_at
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.machinery import letters
from consult.web.guard import needs
from consult.web.hall_screens import items_of, key_of
from consult.web.language import current_language
from consult.web.organise import blueprint

ADDRESS = "/organise/<string:slug>/round-tables/<string:ref>/screen"


def table_by_address(slug: str, ref: str) -> RoundTable:
    """Return the meeting that an address names; raises NotFound."""
    return table_by_reference(slug, ref)


@blueprint.get(ADDRESS)
@needs(Permission.FACILITATE, find=table_by_address)
def tables_screen(table: RoundTable) -> str:
    """Show the address of the screen and the agenda with a button for each item."""
    place = {"slug": table.consultation.slug, "ref": table.reference}
    return render_template(
        "organise/table_screen.html",
        consultation=table.consultation,
        table=table,
        items=items_of(table),
        screen=letters.address(
            "public.round_table_screen", current_language(), **place, key=key_of(table)
        ),
    )


@blueprint.post(ADDRESS)
@needs(Permission.FACILITATE, find=table_by_address)
def tables_screen_post(table: RoundTable) -> Any:
    """Let the screen show the chosen item of the agenda, or none."""
    stand_at(table, request.form.get("item", type=int))
    slug = table.consultation.slug
    return redirect(url_for("organise.tables_screen", slug=slug, ref=table.reference))
