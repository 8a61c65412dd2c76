"""Words of this door: for whom one speaks."""

from flask_babel import lazy_gettext as _l

from consult.web.contribute import blueprint
from consult.web.submission_words import received_words, target_name, target_words

AUTHOR_KINDS = {
    "individual": _l("For myself"),
    "organisation": _l("For an organisation"),
    "joint": _l("For several organisations together"),
}
TRACES = {
    "number": _l("a personal number"),
    "email": _l("an e-mail address"),
    "phone": _l("a telephone number"),
    "organisation": _l("the name of an organisation"),
    "name": _l("your name"),
    "self": _l("words about yourselves"),
}
BODIES = {
    "text": _l("Your comment"),
    "proposed_wording": _l("The wording you propose"),
    "rationale": _l("Why?"),
}

blueprint.add_app_template_global(target_words)
blueprint.add_app_template_global(target_name)
blueprint.add_app_template_global(received_words)
