"""Forms of the author's consent: another level, or no name at all."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.submissions.models import Submission
from consult.domain.submissions.rules import NAME_LENGTH
from consult.kernel.references import fold_code
from consult.web.forms import ConsultForm, LongTextField, RadiosField, TextField
from consult.web.labels import label
from consult.web.who_sees import LEVEL_SENTENCES


class SureForm(ConsultForm):
    """A step that cannot be taken by a slip: the reference of the receipt is typed."""

    reference = TextField(
        _l("To confirm, type the reference of your receipt"),
        required=_l("Type the reference of your receipt to confirm."),
        limit=40,
        render_kw={"autocomplete": "off"},
    )

    def confirms(self, submission: Submission) -> bool:
        """Return whether the form is valid and names this submission."""
        if not self.validate_on_submit():
            return False
        if fold_code(self.reference.data) != submission.reference:
            self.fail("reference", _("This is not the reference of this receipt."))
            return False
        return True


class LevelForm(SureForm):
    """Another use of the name; who was anonymous gives a name to be known by."""

    level = RadiosField(
        _l("How may your name be used from now on?"),
        required=_l("Choose how your name may be used."),
    )
    author_name = TextField(_l("Your name (optional)"), limit=NAME_LENGTH)
    organisation_name = TextField(_l("Name of the organisation"), limit=NAME_LENGTH)
    cosigners = LongTextField(_l("Organisations that sign together"), limit=3_000)

    def offer(self, submission: Submission, levels: tuple[str, ...]) -> "LevelForm":
        """Fill the choices; names are asked only of who gave none, and of whom they concern."""
        self.level.choices = [(level, label("level", level)) for level in levels]
        self.level.hints = {level: LEVEL_SENTENCES[level] for level in levels}
        named = submission.level != "anonymous"
        if named:
            del self.author_name
        if named or submission.author_kind == "individual":
            del self.organisation_name
        if named or submission.author_kind != "joint":
            del self.cosigners
        return self

    def typed(self) -> dict[str, Any]:
        """Return the names that were typed."""
        names = ("author_name", "organisation_name", "cosigners")
        return {name: self[name].data or "" for name in names if name in self}
