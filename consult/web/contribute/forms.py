"""Forms of this door: choose a target, write a point, say who you are."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.submissions.rules import (
    EMAIL_LENGTH,
    KINDS,
    MEASURE_FIELDS,
    NAME_LENGTH,
    TEXT_LIMIT,
)
from consult.kernel.localised import LANGUAGES
from consult.web.contribute.words import AUTHOR_KINDS
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    EmailField,
    FilesField,
    HiddenField,
    LongTextField,
    RadiosField,
    TextField,
    TickField,
)
from consult.web.labels import choices

KIND_HINTS = {
    "support": _l("You agree and want this to stay."),
    "objection": _l("You do not agree."),
    "amendment": _l("You want other words."),
    "addition": _l("You want something to be added."),
    "question": _l("You ask for an explanation."),
    "information": _l("You give a fact that matters."),
    "editorial": _l("A slip of the pen, a wrong number, a translation."),
}


class TargetForm(ConsultForm):
    """The target of a comment: a measure, a section or the whole plan."""

    scope = RadiosField(
        _l("What do you want to comment on?"),
        required=_l("Choose what you want to comment on."),
        choices=[
            ("measure", _l("One measure or a part of it")),
            ("section", _l("A whole section")),
            ("plan", _l("The plan as a whole")),
        ],
    )
    measure = DropdownField(_l("Measure"))
    section = DropdownField(_l("Section"))

    @property
    def target(self) -> str:
        """The code of the chosen target; empty when the list was left alone."""
        scope = self.scope.data
        if scope == "plan":
            return "plan"
        number = {"measure": self.measure, "section": self.section}[scope].data
        return f"{scope}:{number}" if number else ""


class PointForm(ConsultForm):
    """One point: what part, what kind, the words, another wording, why, in which language."""

    field = DropdownField(_l("Which part of the measure?"))
    kind = RadiosField(
        _l("What kind of comment is it?"),
        required=_l("Choose what kind of comment it is."),
        hints=KIND_HINTS,
    )
    text = LongTextField(
        _l("Your comment"),
        required=_l("Enter your comment."),
        limit=TEXT_LIMIT,
        hint=_l("Do not write names, telephone numbers or addresses of other people here."),
    )
    proposed_wording = LongTextField(
        _l("The wording you propose (optional)"),
        limit=TEXT_LIMIT,
        hint=_l("The words that should stand in the plan."),
    )
    rationale = LongTextField(
        _l("Why? (optional)"),
        limit=TEXT_LIMIT,
        hint=_l("Facts, examples, law: what helps to understand your point."),
    )
    language = RadiosField(
        _l("In which language did you write?"), required=_l("Choose the language of your comment.")
    )

    def offer(self, *, with_fields: bool) -> "PointForm":
        """Fill the choices; points on a measure may be about one part of it."""
        self.kind.choices = choices("kind", KINDS)
        self.language.choices = choices("language", LANGUAGES)
        if with_fields:
            self.field.choices = [
                ("", _("The measure as a whole")),
                *choices("measure_field", MEASURE_FIELDS),
            ]
        else:
            del self.field
        return self

    def typed(self) -> dict[str, str]:
        """Return what was typed, by name."""
        names = ("kind", "text", "proposed_wording", "rationale", "language")
        return {name: self[name].data or "" for name in names}


class AboutForm(ConsultForm):
    """Who speaks, and how the name may be used."""

    author_kind = RadiosField(
        _l("For whom do you speak?"),
        required=_l("Choose for whom you speak."),
        choices=list(AUTHOR_KINDS.items()),
    )
    author_name = TextField(_l("Your name (optional)"), limit=NAME_LENGTH)
    organisation_id = DropdownField(_l("Your organisation"))
    organisation_name = TextField(
        _l("Name of the organisation"),
        limit=NAME_LENGTH,
    )
    cosigners = LongTextField(_l("Organisations that sign together"), limit=3_000)
    region_code = DropdownField(_l("Your region (optional)"))
    contact_email = EmailField(
        _l("Your e-mail address (optional)"),
        limit=EMAIL_LENGTH,
        hint=_l(
            "We send a receipt there and tell you what became of your points. If you stay anonymous"
            " or your name is withheld from ministries too, no letter is sent."
        ),
    )
    level = RadiosField(
        _l("How may your name be used?"), required=_l("Choose how your name may be used.")
    )
    consent = TickField(
        _l("I have read the privacy notice and agree to it."),
        required=_l("Tick the box if you agree to the privacy notice; else we cannot take it."),
    )

    def typed(self) -> dict[str, str]:
        """Return what was typed, by name."""
        left = {"csrf_token", "consent"}
        return {field.name: str(field.data or "") for field in self if field.name not in left}


class FilesForm(ConsultForm):
    """Files to send along."""

    files = FilesField(
        _l("Attach files (optional)"),
        hint=_l(
            "Up to 5 files: PDF, DOCX, ODT, XLSX, JPG, PNG or TXT, each up to 10 MB, together"
            " up to 25 MB."
        ),
    )


class SendForm(ConsultForm):
    """Send; `seen` is the fingerprint of the points that the page shows.

    `altcha` is the proof of the work that the browser did while many send at once.
    """

    seen = HiddenField()
    altcha = HiddenField()
    anyway = TickField(
        _l("I have read this and want to send my text as it is."),
        required=_l("Change the text, or tick the box to send it as it is."),
    )


class PlainForm(ConsultForm):
    """A form of one button."""
