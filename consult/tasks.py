"""Job names and their operations; each task fetches by id and delegates."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask

from consult.kernel.database import db
from consult.machinery.jobs import jobs

_apps: list[Flask] = []
REGISTERED: dict[str, Callable[..., None]] = {}


def job(name: str, *, queue: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job: it runs in an app context and commits once at its end."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(**arguments: Any) -> None:
            with _apps[-1].app_context():
                function(**arguments)
                db.session.commit()

        jobs.task(name=name, queue=queue)(run)
        REGISTERED[name] = function
        return function

    return register


def every(name: str, cron: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register upkeep that the worker runs by the clock; at most one of a name waits."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        def run(timestamp: int) -> None:  # noqa: ARG001  the queue says for which minute
            with _apps[-1].app_context():
                function()
                db.session.commit()

        jobs.periodic(cron=cron)(jobs.task(name=name, queue="upkeep", queueing_lock=name)(run))
        return function

    return register


def init_app(app: Flask) -> None:
    """Tell the jobs which app they run in."""
    _apps[:] = [app]


@job("send_letter", queue="letters")
def send_letter(letter_id: str) -> None:
    """Try to send one letter."""
    from consult.machinery import post_office  # noqa: PLC0415

    post_office.send(letter_id)


@job("announce_change", queue="letters")
def announce_change(change_id: str, invite: bool = False) -> None:  # noqa: FBT001, FBT002  a job's fact
    """Write to everybody concerned about a change of a consultation."""
    from consult.domain.submissions import announcements  # noqa: PLC0415

    announcements.announce(uuid.UUID(change_id), invite=invite)


@every("open_and_close", "* * * * *")
def open_and_close() -> None:
    """Open and close consultations whose time has come; close the tree of those that are over."""
    from consult.domain.consultations import operations  # noqa: PLC0415
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.domain.submissions import record_trees  # noqa: PLC0415

    operations.tick(by=system("worker"))
    record_trees.close_due()


@every("remind_bodies", "5 3 * * *")
def remind_bodies() -> None:
    """Write to bodies whose answers are due soon or overdue."""
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.domain.responses import escalation  # noqa: PLC0415

    escalation.remind(by=system("worker"))


@every("tell_decisions", "35 3 * * *")
def tell_decisions() -> None:
    """Write to bodies what meetings decided and nobody has told them yet."""
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.domain.responses import telling  # noqa: PLC0415

    telling.tell_waiting(by=system("worker"))


@job("invite_to_table", queue="letters")
def invite_to_table(table_id: str) -> None:
    """Write the invitations to a round table that were not written yet."""
    from consult.domain.roundtables import inviting  # noqa: PLC0415

    inviting.write_invitations(uuid.UUID(table_id))


@job("tell_about_table", queue="letters")
def tell_about_table(table_id: str, kind: str, edition: int) -> None:
    """Write to everybody concerned that a round table was changed or cancelled."""
    from consult.domain.roundtables import telling  # noqa: PLC0415

    telling.tell_news(uuid.UUID(table_id), kind, edition)


@job("forget_material", queue="files")
def forget_material(file_id: str) -> None:
    """Delete the file of a material that was taken away from a round table."""
    from consult.domain.roundtables import materials  # noqa: PLC0415

    materials.forget_material(uuid.UUID(file_id))


@every("remind_of_tables", "20 * * * *")
def remind_of_tables() -> None:
    """Remind those who come to a round table two days before it."""
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.domain.roundtables import telling  # noqa: PLC0415

    telling.remind(by=system("worker"))


@every("watch", "* * * * *")
def watch() -> None:
    """Say that the service lives; look whether very many send at once."""
    from flask import current_app  # noqa: PLC0415

    from consult.domain.consultations import surges  # noqa: PLC0415
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.kernel.clock import now  # noqa: PLC0415
    from consult.machinery import heartbeats, traffic  # noqa: PLC0415

    heartbeats.beat()
    surges.watch(current_app.config["SETTINGS"].surge_sends, by=system("worker"))
    traffic.fold_quiet(now())


@every("group_alike", "* * * * * */30")
def group_alike() -> None:
    """Put comments of nearly the same words into campaigns, batch by batch."""
    from consult.domain.moderation import campaign_grouping  # noqa: PLC0415
    from consult.domain.people.actors import system  # noqa: PLC0415

    while campaign_grouping.group_new(by=system("worker")):
        db.session.commit()


@every("send_heads", "10 1 * * *")
def send_heads() -> None:
    """Publish the head of the log and write it to those who keep it."""
    from consult.domain.people import heads  # noqa: PLC0415

    heads.send_away()


@every("verify_record", "40 1 * * *")
def verify_record() -> None:
    """Sign and close what waits, then compare the whole record with what the database holds."""
    from consult.domain.submissions import record_trees, record_verifying  # noqa: PLC0415

    record_verifying.sign_waiting()
    record_trees.close_later()
    record_verifying.keep_problems(record_verifying.verify())


@every("requeue_letters", "* * * * *")
def requeue_letters() -> None:
    """Queue again the letters whose job was lost."""
    from consult.machinery import outbox  # noqa: PLC0415

    outbox.requeue_lost()


@every("purge", "17 * * * *")
def purge() -> None:
    """Forget old counters, sessions, drafts never sent and uploads never imported."""
    from consult.domain.people import challenges  # noqa: PLC0415
    from consult.domain.submissions import attachments, drafts, unsealing  # noqa: PLC0415
    from consult.kernel.clock import now  # noqa: PLC0415
    from consult.machinery import heartbeats, limits, sessions, traffic, waiting, work  # noqa: PLC0415

    limits.purge(now())
    traffic.purge(now())
    heartbeats.purge(now())
    work.purge(now())
    sessions.purge(now())
    challenges.purge(now())
    drafts.purge_drafts(now())
    attachments.purge_staged(now())
    unsealing.close_forgotten(now())
    waiting.purge(now())


@job("scan_file", queue="files")
def scan_file(file_id: str) -> None:
    """Let the virus scanner read a file that was received."""
    from consult.machinery import scans  # noqa: PLC0415

    scans.scan(uuid.UUID(file_id))


@every("scan_waiting", "*/10 * * * *")
def scan_waiting() -> None:
    """Let the virus scanner read what it has not seen: it was away, or nothing told it."""
    from consult.domain.roundtables import materials  # noqa: PLC0415
    from consult.domain.submissions import attachments  # noqa: PLC0415
    from consult.machinery import scans  # noqa: PLC0415

    scans.scan_waiting((attachments.PURPOSE, materials.PURPOSE), keep=db.session.commit)


@every("reconcile_files", "47 * * * *")
def reconcile_files() -> None:
    """Remove bytes that no row names; look for what is late, stuck or gone."""
    from consult.kernel.clock import now  # noqa: PLC0415
    from consult.machinery import reconciling, storage  # noqa: PLC0415

    storage.reconcile(now())
    reconciling.look()


@every("keep_periods", "20 2 * * *")
def keep_periods() -> None:
    """Empty what was kept for its period."""
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.domain.retention import purging  # noqa: PLC0415

    purging.purge(by=system("worker"))


@jobs.periodic(cron="* * * * *")
@jobs.task(name="retry_stalled", queue="upkeep", queueing_lock="retry_stalled")
async def retry_stalled(timestamp: int) -> None:  # noqa: ARG001
    """Queue again the jobs of workers that were killed."""
    from consult.machinery import worker  # noqa: PLC0415

    await worker.retry_stalled()


@jobs.periodic(cron="43 3 * * *")
@jobs.task(name="forget_old_jobs", queue="upkeep", queueing_lock="forget_old_jobs")
async def forget_old_jobs(timestamp: int) -> None:  # noqa: ARG001
    """Delete jobs that ended long ago."""
    from consult.machinery import worker  # noqa: PLC0415

    await worker.forget_old()


@job("write_replies", queue="letters")
def write_replies(report_id: str, after: str = "") -> None:
    """Write to the next authors what a report says about their points."""
    from consult.domain.reports import notices  # noqa: PLC0415

    notices.write_replies(uuid.UUID(report_id), uuid.UUID(after) if after else None)


@job("compile_report", queue="reports")
def compile_report(report_id: str) -> None:
    """Freeze a consultation into a report."""
    from consult.domain.reports import operations, queries  # noqa: PLC0415

    report = queries.report_by_id(uuid.UUID(report_id))
    operations.close_record(report)
    db.session.commit()
    operations.compile_report(report)


@job("make_report_file", queue="reports")
def make_report_file(
    report_id: str, language: str, audience: str, form: str, variant: str = "consolidated"
) -> None:
    """Make one file of a report."""
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.domain.reports import operations, queries  # noqa: PLC0415
    from consult.web.report_words import report_words  # noqa: PLC0415  the words stand at the doors

    report = queries.report_by_id(uuid.UUID(report_id))
    by = system("worker")
    words = report_words
    operations.make_file(report, language, audience, form, words=words, by=by, variant=variant)


@job("make_minutes_file", queue="reports")
def make_minutes_file(minutes_id: str, language: str, form: str) -> None:
    """Make one file of published minutes."""
    from consult.domain.people.actors import system  # noqa: PLC0415
    from consult.domain.reports import minutes_release  # noqa: PLC0415
    from consult.web.report_words import report_words  # noqa: PLC0415  the words stand at the doors

    identity, by = uuid.UUID(minutes_id), system("worker")
    minutes_release.make_minutes_file(identity, language, form, words=report_words, by=by)
