"""The form of an answer and the form of a return."""

from flask_babel import lazy_gettext as _l

from consult.domain.responses import rules
from consult.kernel.localised import LocalisedText
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    HiddenField,
    LocalisedField,
    LongTextField,
    RadiosField,
    Required,
    TextField,
)
from consult.web.labels import choices

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


class AnswerForm(ConsultForm):
    """A body's answer: disposition, reasons and what the disposition needs."""

    row_version = HiddenField()
    body = DropdownField(_l("On behalf of"), required=_l("Choose the body that answers."))
    disposition = RadiosField(
        _l("Result of consideration"),
        required=_l("Choose the result of consideration."),
        hints=HINTS,
    )
    ground = DropdownField(_l("Ground of the rejection"))
    reasons = LocalisedField(
        _l("Reasons"), hint=_l("They are published with the comment and sent to its author.")
    )
    part_accepted = LocalisedField(_l("Which part is accepted"))
    change = LocalisedField(_l("What changes in the plan"))
    target_measure = TextField(
        _l("Measure of the next version"), hint=_l("For example 2.1, when the change is to come.")
    )
    covered_by = TextField(_l("Measure that covers it already"), hint=_l("For example 3.4."))
    duplicate_of = TextField(
        _l("Code of the comment that is kept"), hint=_l("For example UPR-2011/0042-3.")
    )
    passed_to = TextField(
        _l("Body to which it was passed"), hint=_l("Write “none” when it was not passed on.")
    )
    signer_post = LocalisedField(_l("Post of the person who signs"))

    def offer(self, bodies: list[tuple[str, str]]) -> "AnswerForm":
        """Fill the lists whose names depend on the page's language."""
        self.body.choices = bodies
        self.disposition.choices = choices("disposition", rules.OFFERED)
        self.ground.choices = [("", "—"), *choices("rejection_ground", rules.REJECTION_GROUNDS)]
        return self

    def facts(self) -> dict[str, object]:
        """Return what was typed, by the names of the columns (without duplicate_of)."""
        localised = {name: LocalisedText.of(self[name].data) for name in rules.LOCALISED_FACTS}
        plain = ("ground", "target_measure", "covered_by", "passed_to")
        return localised | {name: self[name].data or "" for name in plain}


class RemarkForm(ConsultForm):
    """Why an answer goes back to its writer."""

    row_version = HiddenField()
    remark = LongTextField(
        _l("Remark for the writer"), validators=[Required(_l("Say what to mend."))]
    )
