"""Recommendations: registers with totals, lists with filters, one of them and what became of it."""

from typing import Any

from flask import current_app, render_template, request

from consult.access import Permission
from consult.domain.recommendations import queries
from consult.domain.recommendations.models import Recommendation
from consult.domain.recommendations.queries import Filters, Register
from consult.domain.responses.following import Carried, carried_by
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.public.addresses import typed, with_query
from consult.web.recommendation_words import facet_choices, facts_of, group_name

FILTERS = ("words", "position", "theme", "group", "goal", "state")


@blueprint.get("/recommendations")
@needs(Permission.ANYONE)
def recommendations() -> str:
    """Show the registers side by side with computed totals, and quoted ones beside them."""
    return render_template("public/recommendations.html", registers=queries.registers())


@blueprint.get("/recommendations/<string:mechanism>/<string:cycle>")
@needs(Permission.ANYONE, find=queries.register)
def recommendations_register(register: Register) -> str:
    """List the recommendations of a register that pass the filters."""
    filters = Filters(**{name: typed(name) for name in FILTERS})
    choices = facet_choices(queries.facets(register.key))
    asked = vars(filters)
    return render_template(
        "public/register.html",
        register=register,
        page=queries.recommendation_page(register.key, filters, request.args.get("page")),
        count=queries.count_of(register.key, filters),
        filters=filters,
        choices=choices,
        chosen=_chosen(register, asked, choices),
        kept={name: value for name, value in asked.items() if value},
        group_name=group_name,
    )


def _chosen(
    register: Register, asked: dict[str, str], choices: dict[str, list[tuple[str, str]]]
) -> list[dict[str, str]]:
    """Return the filters in force, each with the address of the list without it."""
    place = {"mechanism": register.mechanism, "cycle": register.cycle}
    return [
        {
            "text": dict(choices.get(name, ())).get(value, value),
            "href": with_query("public.recommendations_register", place, **{**asked, name: ""}),
        }
        for name, value in asked.items()
        if value
    ]


@blueprint.get("/recommendations/<string:mechanism>/<string:cycle>/<string:paragraph>")
@needs(Permission.ANYONE, find=queries.recommendation_by_key)
def recommendation(found: Recommendation) -> str:
    """Show a recommendation, the position with its history, and what carries it out."""
    return render_template(
        "public/recommendation.html",
        it=found,
        facts=facts_of(found),
        successors=queries.successors(found.id),
        carried=_by_consultation(carried_by(found.id)),
        changes_page="public.changes" in current_app.view_functions,
    )


def _by_consultation(carried: Any) -> list[tuple[Any, list[Carried]]]:
    groups: dict[Any, list[Carried]] = {}
    for one in carried:
        groups.setdefault(one.consultation, []).append(one)
    return list(groups.items())
