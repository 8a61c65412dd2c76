"""A small app that shows every component on one page, with long texts in three languages."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from consult.kernel.localised import LocalisedText
from consult.web import filters, forms, headers, language, layout, static_files

ROOT = Path(__file__).resolve().parents[3]
TITLE = LocalisedText(
    kk="Әмбебап мерзімді шолу ұсынымдарын орындау жөніндегі іс-шаралар жоспарының жобасы",
    ru="Проект плана мероприятий по выполнению рекомендаций Универсального периодического обзора",
    en="Draft plan of measures to carry out the recommendations of the Universal Periodic Review",
)
MEASURE = LocalisedText(
    kk="Тұрмыстық зорлық-зомбылықтан зардап шеккендерге арналған дағдарыс орталықтарының желісін кеңейту",
    ru="Расширить сеть кризисных центров для пострадавших от бытового насилия",
    en="",
)
OWNER = {
    "kk": "Қазақстан Республикасының Сыртқы істер министрлігі",
    "ru": "Министерство иностранных дел Республики Казахстан",
    "en": "Ministry of Foreign Affairs of the Republic of Kazakhstan",
}


class GalleryForm(forms.ConsultForm):
    """One field of every kind."""

    name = forms.TextField(
        "Name", required="Enter your name.", hint="As you want us to write to you.", limit=40
    )
    email = forms.EmailField("E-mail address", required="Enter an e-mail address.")
    text = forms.LongTextField("Your comment", required="Write your comment.", limit=200)
    kind = forms.RadiosField(
        "Kind of comment",
        choices=[("support", "Support"), ("objection", "Objection"), ("other", "Something else")],
        hints={"objection": "Say why the measure should not stand."},
        required="Choose the kind of comment.",
    )
    other = forms.LongTextField("Which kind", limit=100)
    groups = forms.CheckboxesField(
        "Groups concerned", choices=[("women", "Women"), ("children", "Children")]
    )
    body = forms.DropdownField(
        "Responsible body",
        choices=[("", "Choose"), ("MIA", "Еңбек және халықты әлеуметтік қорғау министрлігі")],
    )
    agree = forms.TickField("I have read the privacy notice", required="Tick the box to go on.")
    files = forms.FilesField("Documents", hint="PDF, DOCX or XLSX, up to 10 MB each.")
    written = forms.DayPartsField("Date of the letter", required="Enter the date of the letter.")
    closes = forms.MomentField("Closes")
    rows = forms.NumberField("Number of rows")
    password = forms.SecretField("Password", required="Enter your password.")
    title = forms.LocalisedField(
        "Title", required={"kk": "Enter the title in Kazakh.", "ru": "Enter the title in Russian."}
    )
    purpose = forms.LocalisedField("Purpose", lines=True, limit=100, hint="One paragraph.")


def create_app(folder: Path) -> Flask:
    """Return the gallery at /<language>/<page>; folder keeps the compressed static files."""
    app = Flask(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="only for the gallery of components", WTF_CSRF_TIME_LIMIT=None)
    Babel(app, locale_selector=language.current_language)
    CSRFProtect(app)
    language.init_app(app)
    headers.init_app(app, secure=False)
    filters.init_app(app)
    layout.init_app(app, owner=OWNER, navigation=_navigation, account=_account)
    static_files.init_app(app, target=folder)
    own = Flask("gallery", root_path=str(Path(__file__).parent), template_folder=".")
    app.jinja_loader.loaders.append(own.jinja_loader)
    app.add_url_rule(
        "/<language:language>/<any(public,forms,staff):page>",
        "page",
        _page,
        methods=["GET", "POST"],
    )
    app.add_url_rule("/<language:language>/error/<int:code>", "error", _error)
    return app


def _navigation() -> list[layout.Item]:
    return [
        {"text": "Consultations", "href": "#", "active": True},
        {"text": "Reports", "href": "#"},
        {"text": "Recommendations", "href": "#"},
    ]


def _account() -> list[layout.Item]:
    return [{"text": "My work", "href": "#"}, {"text": "Sign out", "href": "#", "post": True}]


def _page(page: str) -> tuple[str, int]:
    form = GalleryForm()
    status = 200
    if form.is_submitted() and not form.validate():
        status = 422
    return render_template(f"{page}.html", form=form, title=TITLE, measure=MEASURE), status


def _error(code: int) -> tuple[str, int]:
    return render_template(
        f"errors/{code}.html", reference="7QK2-MX9D", retry_after=30, message=""
    ), code
