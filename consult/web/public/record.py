"""The record for everybody: its account, roots and heads, the ledger, and a check of receipts."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC
from itertools import takewhile
from typing import Any

from flask import Response, render_template, stream_with_context
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.reports.balance import PARTS, Balance, balances_of, total_of
from consult.domain.submissions import record_file, record_trees, record_verifying
from consult.domain.submissions.models import Submission
from consult.domain.submissions.queries import submission_by_id
from consult.kernel.cells import without_formula
from consult.kernel.errors import ConsultError, NotFound
from consult.machinery import heads, ledger, signing
from consult.web import record_words, throttle
from consult.web.forms import ConsultForm, FileField
from consult.web.guard import needs
from consult.web.opened import find
from consult.web.public import blueprint
from consult.web.receipt_parts import receipt_block, verify_link
from consult.web.sentences import sentence
from consult.web.throttle import Limit

CHECKING = Limit("verify", 30, 600)
READING_LEDGER = Limit("ledger", 10, 600)


class VerifyForm(ConsultForm):
    """A receipt file that somebody holds."""

    file = FileField(
        _l("Your receipt"),
        required=_l("Choose the receipt file."),
        hint=_l("The text file that you downloaded. It is read and not kept."),
    )


@blueprint.get("/c/<string:slug>/record")
@needs(Permission.READ, find=consultation_by_slug)
def record(consultation: Consultation) -> str:
    """Show what was received and where it is, measure by measure; roots, heads and keys."""
    lines = balances_of(consultation.id)
    return render_template(
        "public/record.html",
        consultation=consultation,
        lines=lines,
        total=total_of(lines),
        trees=record_trees.trees_of(consultation.id),
        problems=record_verifying.problems_of(consultation.id),
        heads=heads.published(7),
        keys=signing.public_keys(),
        ledger_name=ledger.name_of(consultation.id),
        words=record_words,
    )


@blueprint.get("/c/<string:slug>/record/account.csv")
@needs(Permission.READ, find=consultation_by_slug)
def record_account(consultation: Consultation) -> Response:
    """Give the account of completeness as a table."""
    lines = balances_of(consultation.id)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("place", "number", "received", *PARTS, "balances"))
    writer.writerows(_cells(line) for line in (*lines, total_of(lines)))
    return _attached("\ufeff" + file.getvalue(), "text/csv", f"account-{consultation.slug}.csv")


def _cells(line: Balance) -> tuple[object, ...]:
    return (
        line.place,
        without_formula(line.number),
        line.received,
        *line.parts,
        "yes" if line.balances else "no",
    )


@blueprint.get("/record/ledger.csv")
@needs(Permission.ANYONE)
def record_ledger() -> Response:
    """Give the public ledger line by line: numbers, days and classes, nobody's name.

    It ends with the last head that left: line by line as things happen it would tell the minute of
    events of which only the day may be known (REQ 118).
    """
    throttle.use(READING_LEDGER, throttle.network())
    return _attached(stream_with_context(_ledger_lines()), "text/csv", "ledger.csv")


def _ledger_lines() -> Iterator[str]:
    yield ",".join(ledger.COLUMNS) + "\n"
    last = next((head.seq for head in heads.published(1)), 0)
    for line in takewhile(lambda line: line.seq <= last, ledger.lines()):
        yield ",".join(line.cells()) + "\n"


@blueprint.get("/record/keys.json")
@needs(Permission.ANYONE)
def record_keys() -> Response:
    """Give the public keys and the heads that left, for programs that check receipts."""
    keys = [
        {
            "id": key.id,
            "public": key.public.hex(),
            "from": key.created_at.astimezone(UTC).date().isoformat(),
            "until": key.retired_at.astimezone(UTC).date().isoformat() if key.retired_at else "",
        }
        for key in signing.public_keys()
    ]
    left = [
        {"seq": row.seq, "day": row.day.isoformat(), "hash": row.hash.hex(), "link": row.link.hex()}
        for row in heads.published(400)
    ]
    text = json.dumps({"keys": keys, "heads": left}, indent=1)
    return _attached(text, "application/json", "keys.json")


def _attached(body: Any, media_type: str, name: str) -> Response:
    answer = Response(body, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.route("/verify", methods=["GET", "POST"])
@needs(Permission.ANYONE)
def verify() -> Any:
    """Check a receipt that somebody hands in; nothing of it is kept."""
    form, verdicts, status = VerifyForm(), [], 200
    if form.validate_on_submit():
        try:
            throttle.use(CHECKING, throttle.network())
            found = record_file.read_file(form.file.data.read(record_file.LARGEST))
            verdicts = record_file.check_file(found)
        except ConsultError as error:
            form.fail("file", sentence(error))
    if form.errors:
        status = 422
    return render_template(
        "public/verify.html", form=form, verdicts=verdicts, words=record_words
    ), status


@blueprint.get("/receipt/<string:handle>/file")
@needs(Permission.ANYONE)
def receipt_file(handle: str) -> Any:
    """Give the receipt for programs and for paper to whoever opened it in this browser."""
    opened = find(handle)
    if opened is None:
        raise NotFound
    found = submission_by_id(opened.submission_id)
    return _attached(_receipt_text(found), "text/plain; charset=utf-8", "receipt.txt")


def _receipt_text(found: Submission) -> str:
    facts = {"submission": found, "block": receipt_block(found), "verify_link": verify_link()}
    return render_template("public/receipt_file.txt", **facts)
