"""Addresses that pages of this door share: commenting on a part, filters kept or taken away."""

from typing import Any

from flask import request, url_for

from consult.kernel.paging import encode_cursor
from consult.kernel.text import clean_line
from consult.web.public import blueprint

WORDS_LENGTH = 200


def typed(name: str) -> str:
    """Return a value of the query as one clean line of at most 200 characters."""
    return clean_line(request.args.get(name, ""))[:WORDS_LENGTH]


def comment_url(slug: str, target: str = "", field: str = "") -> str:
    """Return where a comment on `measure:<number>`, `section:<number>` or `plan` begins."""
    return with_query("contribute.start", {"slug": slug}, target=target, field=field)


def with_query(endpoint: str, values: dict[str, Any], **query: Any) -> str:
    """Return an address with those parts of a query that say something."""
    kept = {name: value for name, value in query.items() if value not in {None, ""}}
    return url_for(endpoint, **values, **kept)


@blueprint.app_template_global()
def comment_page_url(slug: str, code: str) -> str:
    """Return the page of one comment; its address holds the code without the prefix."""
    return url_for("public.comment", slug=slug, code=code.rpartition("/")[2])


@blueprint.app_template_global()
def change_url(slug: str, version: int, number: int) -> str:
    """Return where a change of a version is shown: a page of the list that begins with it."""
    page = encode_cursor([number - 1])
    anchor = f"change-{number}"
    return url_for("public.changes", slug=slug, version=version, page=page, _anchor=anchor)
