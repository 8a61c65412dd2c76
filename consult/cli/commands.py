"""Registers every command group with the app."""

from flask import Flask

from consult.cli import (
    adoption,
    audit,
    backup,
    causes,
    check,
    comments,
    consultation,
    db_,
    demo,
    organisations,
    people,
    plan,
    purge,
    recommendations,
    record,
    report,
    responses,
    round_tables,
    serve,
    stats,
    trustee,
    worker,
    worksheets,
)

FURTHER = (adoption, causes, worksheets)
GROUPS = (
    audit.commands,
    backup.backup,
    backup.key,
    backup.prove,
    backup.restore,
    check.check,
    comments.commands,
    consultation.commands,
    db_.commands,
    demo.demo,
    organisations.commands,
    people.commands,
    plan.commands,
    purge.purge,
    recommendations.commands,
    record.commands,
    report.commands,
    responses.commands,
    round_tables.commands,
    serve.serve,
    stats.stats,
    trustee.commands,
    worker.worker,
)


def init_app(app: Flask) -> None:
    """Add our commands to the app's command line (`consult …` and `flask --app wsgi …`)."""
    for group in GROUPS:
        app.cli.add_command(group)
