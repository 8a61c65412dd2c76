"""The form of an answer and the form of a return."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from consult.domain.changes.models import Change
from consult.domain.responses import rules
from consult.domain.responses.linking import Offered
from consult.kernel.localised import LocalisedText
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    HiddenField,
    LocalisedField,
    LongTextField,
    RadiosField,
    TextField,
)
from consult.web.labels import choices, label

HINTS = {
    "accepted": _l("The change is made as asked. Say what changes, or where."),
    "partly": _l("A part is made. Say which part, why not the rest, and what changes."),
    "covered": _l("The draft has it already. Name the measure and explain."),
    "noted": _l("No change was asked for. Say how it will be used."),
    "rejected": _l("No change. Name the ground and explain."),
    "out_of_scope": _l("Not about this plan. Name the body to which it was passed, and explain."),
    "duplicate": _l("The same author has made the same point. Name the comment that is kept."),
    "deferred": _l("It goes to a meeting or to the next cycle. Say which and when."),
}

TEXT_LIMIT = 5_000
REASONS_LIMIT = 20_000
TARGET_HINT = _l("For example 2.1, when the change is to come.")
REASONS_HINTS = {
    False: _l("They are published with the comment and sent to its author."),
    True: _l(
        "They are published with the comment and sent to its author. "
        "Write them in Kazakh and in Russian."
    ),
}
NEEDED = {
    "accepted": ("change", "target_measure", "named_change", "promised_version"),
    "partly": (
        *("part_accepted", "partly_change", "partly_target_measure"),
        *("partly_named_change", "partly_promised_version"),
    ),
    "covered": ("covered_by",),
    "rejected": ("ground",),
    "out_of_scope": ("passed_to",),
    "duplicate": ("duplicate_of",),
}
SHARED = ("change", "target_measure", "named_change", "promised_version")
CHANGE_HINT = _l("Choose the change of the new version that carries it out, when there is one.")
PROMISE_HINT = _l("Choose this when the change is still to come.")


class AnswerForm(ConsultForm):
    """A body's answer: disposition, reasons and what the disposition needs."""

    versions: Sequence[int] = ()

    row_version = HiddenField()
    body = DropdownField(_l("On behalf of"), required=_l("Choose the body that answers."))
    disposition = RadiosField(
        _l("Result of consideration"),
        required=_l("Choose the result of consideration."),
        hints=HINTS,
    )
    ground = DropdownField(_l("Ground of the rejection"))
    change = LocalisedField(_l("What changes in the plan"), lines=True, limit=TEXT_LIMIT)
    target_measure = TextField(_l("Measure of the next version"), hint=TARGET_HINT)
    named_change = DropdownField(
        _l("Change of the new version"), hint=CHANGE_HINT, validate_choice=False
    )
    promised_version = DropdownField(
        _l("To be made in version"), hint=PROMISE_HINT, validate_choice=False
    )
    part_accepted = LocalisedField(_l("Which part is accepted"), lines=True, limit=TEXT_LIMIT)
    partly_change = LocalisedField(_l("What changes in the plan"), lines=True, limit=TEXT_LIMIT)
    partly_target_measure = TextField(_l("Measure of the next version"), hint=TARGET_HINT)
    partly_named_change = DropdownField(
        _l("Change of the new version"), hint=CHANGE_HINT, validate_choice=False
    )
    partly_promised_version = DropdownField(
        _l("To be made in version"), hint=PROMISE_HINT, validate_choice=False
    )
    covered_by = TextField(_l("Measure that covers it already"), hint=_l("For example 3.4."))
    passed_to = TextField(
        _l("Body to which it was passed"), hint=_l("Write “none” when it was not passed on.")
    )
    duplicate_of = TextField(
        _l("Code of the comment that is kept"), hint=_l("For example UPR-2011/0042-3.")
    )
    reasons = LocalisedField(_l("Reasons"), lines=True, limit=REASONS_LIMIT)
    signer_post = LocalisedField(_l("Post of the person who signs"))
    kept = DropdownField(_l("Kept reasons"), validate_choice=False)
    keep_as = TextField(
        _l("Keep these reasons under a name"),
        hint=_l(
            "For example: Covered by the budget law. Leave it empty when you do not need them."
        ),
        limit=120,
    )

    @classmethod
    def of(cls, response: Any, **options: Any) -> "AnswerForm":
        """Return the form filled with the present answer, or empty."""
        shared = {f"partly_{name}": getattr(response, name, None) for name in SHARED}
        return cls(obj=response, **shared, **options)

    def offer(self, bodies: list[tuple[str, str]], languages: Sequence[str]) -> "AnswerForm":
        """Fill what depends on the page's language and on the languages of the consultation."""
        self.body.choices = bodies
        self.disposition.choices = choices("disposition", rules.OFFERED)
        self.ground.choices = [("", "—"), *choices("rejection_ground", rules.REJECTION_GROUNDS)]
        self.kept.choices = self.kept.choices or [("", "—")]
        self.offer_changes(Offered())
        self.reasons.description = REASONS_HINTS[{"kk", "ru"} <= set(languages)]
        return self

    def offer_changes(self, found: Offered, named: str = "") -> "AnswerForm":
        """Offer the changes and versions that the answer may name; `named` is the present one."""
        changes = [("", "—"), *((str(one.id), change_name(one)) for one in found.changes)]
        versions = [("", "—"), *((str(number), str(number)) for number in found.versions)]
        self.versions = tuple(found.versions)
        for prefix in ("", "partly_"):
            self[f"{prefix}named_change"].choices = changes
            self[f"{prefix}promised_version"].choices = versions
            if named:
                self[f"{prefix}named_change"].data = named
        return self

    def insert(self, kept: LocalisedText) -> None:
        """Put kept reasons after what is typed, in each language."""
        typed = self.reasons.data.as_dict()
        both = {
            code: "\n\n".join(part for part in (typed.get(code, ""), words) if part)
            for code, words in kept.as_dict().items()
        }
        self.reasons.process(None, LocalisedText.of({**typed, **both}))

    def under_choices(self) -> dict[str, Markup]:
        """Return the controls that open under each result: what this result needs."""
        return {
            code: Markup("").join(
                self[name](**_size(self[name])) for name in names if _is_useful(self[name])
            )
            for code, names in NEEDED.items()
        }

    def name_of(self, fact: str) -> str:
        """Return the field in which a fact of the chosen result is typed."""
        partly = self.disposition.data == "partly" and fact in SHARED
        return f"partly_{fact}" if partly else fact

    def facts(self) -> dict[str, object]:
        """Return what was typed, by the names of the columns (without duplicate_of)."""
        localised = {
            name: LocalisedText.of(self[self.name_of(name)].data) for name in rules.LOCALISED_FACTS
        }
        plain = ("ground", "target_measure", "covered_by", "passed_to")
        promised = {"promised_version": self._promised()}
        return localised | {name: self[self.name_of(name)].data or "" for name in plain} | promised

    def _promised(self) -> int | None:
        typed = self[self.name_of("promised_version")].data or ""
        return next((number for number in self.versions if str(number) == typed), None)


def change_name(change: Change) -> str:
    """Return a change in one line: its number, its measures and its kind."""
    numbers = dict.fromkeys(row.measure_version.number for row in change.measures)
    return _(
        "%(number)s. Measure %(measures)s: %(kind)s",
        number=change.number,
        measures=", ".join(numbers) or "—",
        kind=label("change_kind", change.kind),
    )


def _is_useful(field: Any) -> bool:
    """Whether there is something to choose."""
    return not isinstance(field, DropdownField) or len(field.choices) > 1


def _size(field: Any) -> dict[str, int]:
    return {"rows": 3} if isinstance(field, LocalisedField) else {}


class BulkAnswerForm(AnswerForm):
    """One answer for several comments; a duplicate names another comment each, so it is not here.

    `group` is the group of like comments whose shared answer it is.
    """

    group = HiddenField()

    def offer(self, bodies: list[tuple[str, str]], languages: Sequence[str]) -> "BulkAnswerForm":
        """Fill what depends on the page's language and on the languages of the consultation."""
        super().offer(bodies, languages)
        several = [code for code in rules.OFFERED if code != "duplicate"]
        self.disposition.choices = choices("disposition", several)
        return self

    def under_choices(self) -> dict[str, Markup]:
        """Return the controls that open under each result."""
        found = super().under_choices()
        return {code: controls for code, controls in found.items() if code != "duplicate"}


class ChoiceForm(ConsultForm):
    """The comments chosen in a list: `rows` carries what was wrong with the choice."""

    rows = TextField(_l("Comments"))


class GroupForm(ConsultForm):
    """The name of a group of like comments."""

    name = TextField(
        _l("Name of the group"),
        required=_l("Give the group a name."),
        hint=_l("What the comments ask for, in a few words. Authors do not see it."),
        limit=200,
    )


class JoinForm(ConsultForm):
    """The group that stands already and takes in the chosen comments."""

    into = DropdownField(_l("Group"), required=_l("Choose a group."))


class PositionForm(ConsultForm):
    """What a co-responsible body says to the answer of the lead."""

    row_version = HiddenField()
    body = HiddenField()
    stance = RadiosField(
        _l("Position of your body"), required=_l("Choose the position of your body.")
    )
    text = LocalisedField(
        _l("Words of your body"),
        lines=True,
        limit=TEXT_LIMIT,
        hint=_l("Needed when your body does not agree or adds something. They are published."),
    )

    @classmethod
    def of(cls, standing: Any = None, **options: Any) -> "PositionForm":
        """Return the form of a body's position, filled with the present one."""
        present = standing.position if standing else None
        form = cls(obj=present, **options)
        form.stance.choices = choices("stance", rules.STANCES)
        if standing is not None:
            form.row_version.data = str(present.row_version if present else 0)
            form.body.data = str(standing.body.organisation_id)
        return form


class TransferForm(ConsultForm):
    """The body to which a comment is passed."""

    to = DropdownField(_l("Pass to"), required=_l("Choose the body that is to answer."))


class RemarkForm(ConsultForm):
    """Why an answer goes back to its writer."""

    row_version = HiddenField()
    remark = LongTextField(_l("Remark for the writer"), required=_l("Say what to mend."))

    @classmethod
    def on(cls, response: Any) -> "RemarkForm":
        """Return an empty form that knows which version of the answer is being looked at."""
        return cls(formdata=None).seen(response)

    def seen(self, response: Any) -> "RemarkForm":
        """Note which version of the answer is being looked at; what was typed stays."""
        self.row_version.data = str(response.row_version if response else 0)
        return self


class DepartureForm(ConsultForm):
    """Why an answer is approved with another result than a meeting decided on."""

    departure = LongTextField(
        _l("Reason for another result than the national round table decided on"),
        hint=_l("The decision stays visible as not carried out. Organisers see the reason."),
        limit=TEXT_LIMIT,
    )
