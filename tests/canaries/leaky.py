"""A build that leaks on purpose, each way once: what the search for planted words must catch."""

import logging
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask, request

from consult.domain.submissions import attachments, levels, operations, registering, sealing
from consult.kernel.database import db
from consult.machinery.outbox import Written
from tests.canaries import trouble


def create_app() -> Flask:
    """The app with every leak."""
    _names_at_any_level()
    _nothing_sealed()
    _files_as_they_came()
    app = trouble.create_app()
    _told_by_log_and_temp(app)
    _told_by_letters()
    return app


def show_names() -> None:
    """Let every viewer see every name."""
    for fact in ("name", "organisation"):
        for by_level in levels.POLICY[fact].values():
            for level in by_level:
                by_level[level] = "shown"  # type: ignore[index]


def _names_at_any_level() -> None:
    show_names()


def _nothing_sealed() -> None:
    sealing.take_out = lambda *_args, **_named: sealing.Taken()  # type: ignore[assignment]
    sealing.HIDDEN.clear()
    plain = registering._row

    def row(consultation: Any, entry: Any, *args: Any, **named: Any) -> dict[str, Any]:
        made = plain(consultation, entry, *args, **named)
        about = entry.about
        return {**made, "author_name": about.author_name, "cosigners": about.cosigners}

    registering._row = row


def _files_as_they_came() -> None:
    for name in ("settle_files", "attach"):
        if hasattr(attachments, name):
            plain = getattr(attachments, name)

            def open_level(*args: Any, _plain: Any = plain, **named: Any) -> Any:
                changed = [_named(one) for one in args]
                return _plain(*changed, **{key: _named(one) for key, one in named.items()})

            setattr(attachments, name, open_level)
            setattr(operations, name, open_level)


def _named(value: Any) -> Any:
    return "named" if value in levels.LEVELS else value


def _told_by_log_and_temp(app: Flask) -> None:
    log = logging.getLogger("consult.leaky")

    @app.before_request
    def tell() -> None:
        log.warning("asked by %s", request.headers.get("User-Agent"))
        typed = " ".join(request.form.values())
        if typed:
            Path(tempfile.mkstemp()[1]).write_text(typed)


def _told_by_letters() -> None:
    from consult.domain.submissions import notices

    plain = notices.received

    def received(submission: Any, *args: Any, **named: Any) -> None:
        plain(submission, *args, **named)
        from consult.machinery import outbox

        name = submission.author_name
        outbox.post(
            Written(f"About {name}", submission.organisation_name),
            to="desk@state.example",
            kind="leak",
            language="en",
            cause=f"leak:{submission.id}",
        )
        db.session.flush()

    notices.received = received
