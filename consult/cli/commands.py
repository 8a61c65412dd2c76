"""Registers every command group with the app."""

from flask import Flask

from consult.cli import audit, consultation, db_, plan, worker

GROUPS = (audit.commands, consultation.commands, db_.commands, plan.commands, worker.worker)


def init_app(app: Flask) -> None:
    """Add our commands to the app's command line (`consult …` and `flask --app wsgi …`)."""
    for group in GROUPS:
        app.cli.add_command(group)
