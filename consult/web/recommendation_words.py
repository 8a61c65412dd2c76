"""Words about recommendations that several doors say: States, groups, goals, themes, refusals."""

from collections.abc import Sequence

from babel import Locale
from flask_babel import gettext as _

from consult.domain.recommendations.models import Recommendation
from consult.domain.recommendations.queries import Facets
from consult.domain.recommendations.theme_names import theme_name
from consult.web.labels import LABELS, label
from consult.web.language import current_language
from consult.web.sentences import SENTENCES

Choice = tuple[str, str]

SENTENCES.update(
    {
        "register_blocked": lambda **_f: _(
            "The file holds something that stops the import. Mend it and upload the file again."
        ),
        "own_predecessor": lambda **_f: _(
            "A recommendation cannot repeat itself. Name one of an earlier cycle."
        ),
    }
)


def state_name(code: str) -> str:
    """Return the name of a State in the page's language; words of the file stay as they are."""
    names = Locale.parse(current_language()).territories
    return str(names.get(code, code))


def group_name(code: str) -> str:
    """Return the name of a group of people; words of the file stay as they are."""
    return label("affected_group", code) if code in LABELS["affected_group"] else code


def goal_name(goal: str) -> str:
    """Return a goal or a target of sustainable development in words."""
    if "." in goal:
        return _("Target %(number)s", number=goal)
    return _("Goal %(number)s", number=goal)


def facet_choices(facets: Facets) -> dict[str, list[Choice]]:
    """Return the values of every filter with their names, in an order that people expect."""
    language = current_language()
    goals = sorted(facets.of("goal"), key=lambda goal: int(goal) if goal.isdigit() else 0)
    return {
        "position": [(code, label("position", code)) for code in facets.of("position")],
        "theme": _by_name((code, theme_name(code, language)) for code in facets.of("theme")),
        "group": _by_name((code, group_name(code)) for code in facets.of("group")),
        "goal": [(goal, goal_name(goal)) for goal in goals],
        "state": _by_name((code, state_name(code)) for code in facets.of("state")),
    }


def _by_name(choices: object) -> list[Choice]:
    return sorted(choices, key=lambda choice: choice[1].casefold())  # type: ignore[call-overload]


def facts_of(recommendation: Recommendation) -> list[tuple[str, Sequence[str]]]:
    """Return the facts of a recommendation in words, each a name and its values; empty ones not."""
    language = current_language()
    category = recommendation.action_category
    facts = [
        (_("Recommended by"), [state_name(one) for one in recommendation.states]),
        (_("Document"), [recommendation.document_symbol]),
        (_("Themes"), [theme_name(one, language) for one in recommendation.themes]),
        (_("People concerned"), [group_name(one) for one in recommendation.affected_groups]),
        (
            _("Sustainable development targets"),
            [goal_name(one) for one in recommendation.sdg_targets],
        ),
        (_("Action asked for"), [label("action_category", str(category))] if category else []),
    ]
    return [(name, [one for one in values if one]) for name, values in facts if any(values)]
