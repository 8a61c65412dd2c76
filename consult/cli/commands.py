"""Registers every command group with the app."""

from flask import Flask

from consult.cli import consultation, db_, plan

GROUPS = (consultation.commands, db_.commands, plan.commands)


def init_app(app: Flask) -> None:
    """Add our commands to the app's command line (`consult …` and `flask --app wsgi …`)."""
    for group in GROUPS:
        app.cli.add_command(group)
