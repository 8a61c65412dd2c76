"""The WSGI application, for gunicorn and for `flask --app wsgi`; not made where it is not fit."""

from consult.app import create_app
from consult.cli.fitness import refuse_unfit

app = create_app()
with app.app_context():
    refuse_unfit(app.config["SETTINGS"])
