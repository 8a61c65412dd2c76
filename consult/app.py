"""The factory: the only file that knows every part."""

from pathlib import Path

import orjson
from flask import Flask, request
from flask_babel import get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from consult import extensions, tasks
from consult.cli import commands
from consult.config import ROOT, Settings, load_settings
from consult.domain import tables
from consult.domain.changes import gathering
from consult.kernel.database import db
from consult.machinery import logs, postgres
from consult.web import (
    account,
    arrival,
    contribute,
    converters,
    desk,
    errors,
    filters,
    form_limits,
    guard,
    headers,
    health,
    labels,
    language,
    navigation,
    organise,
    public,
    respond,
    room,
    round_table_words,
    session,
    staff_log,
    static_files,
    traffic,
    transactions,
    trustee,
    users,
)

SUBJECTS = tables.SUBJECTS
FOLLOWERS = (gathering,)
DOORS = (public, contribute, respond, organise, account, desk, trustee)
PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """Return a folder of the checkout, or its copy inside an installed wheel."""
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else ROOT / name


def _flask_settings(settings: Settings, url: str) -> dict[str, object]:
    return {
        "SETTINGS": settings,
        "TESTING": settings.testing,
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "hide_parameters": True,
            "json_deserializer": orjson.loads,
            "pool_size": settings.pool_size,
            "max_overflow": settings.pool_size,
            "connect_args": {
                "options": postgres.OPTIONS,
                **postgres.PATIENCE,
                "application_name": "consult",
            },
        },
        "MAX_CONTENT_LENGTH": settings.max_body,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username,
        "MAIL_PASSWORD": settings.mail_password,
        "MAIL_USE_TLS": settings.mail_use_tls,
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
        "BABEL_DEFAULT_LOCALE": language.DEFAULT,
        "BABEL_TRANSLATION_DIRECTORIES": str(PACKAGE / "translations"),
        "COMPRESS_ALGORITHM": ["br", "gzip", "deflate"],
        "COMPRESS_BR_LEVEL": 6,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "application/json",
            "image/svg+xml",
        ],
        "SESSION_COOKIE_SECURE": settings.secure,
    }


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; starts the embedded database when no other one is named.

    Raises SettingsError when a setting is missing or weak, RuntimeError when a route is unguarded.
    """
    settings = settings or load_settings()
    if not settings.testing:
        logs.configure()
    app = Flask(
        "consult",
        root_path=str(PACKAGE),
        static_folder=None,
        template_folder=str(_folder("templates")),
        instance_path=str(settings.instance),
    )
    app.config.update(_flask_settings(settings, postgres.resolve_url(settings)))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    _extensions(app)
    _web(app, settings)
    commands.init_app(app)
    tasks.init_app(app)
    guard.refuse_open_routes(app)
    return app


def _extensions(app: Flask) -> None:
    db.init_app(app)
    extensions.migrate.init_app(app, db, directory=str(_folder("migrations")))
    extensions.csrf.init_app(app)
    extensions.mail.init_app(app)
    extensions.babel.init_app(app, locale_selector=language.current_language)
    extensions.compress.init_app(app)
    extensions.login_manager.init_app(app)
    app.jinja_env.globals["get_locale"] = get_locale


def _web(app: Flask, settings: Settings) -> None:
    app.session_interface = session.RowSessions(secure=settings.secure)
    arrival.init_app(app)
    headers.init_app(app, secure=settings.secure)
    room.init_app(app)
    traffic.init_app(app)
    transactions.init_app(app)
    converters.init_app(app)
    language.init_app(app)
    errors.init_app(app)
    users.init_app(app)
    static_files.init_app(app, target=settings.instance / "static", secure=settings.secure)
    filters.init_app(app)
    navigation.init_app(app)
    labels.init_app(app)
    round_table_words.init_app(app)
    health.init_app(app)
    form_limits.init_app(app)
    staff_log.init_app(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    _check_csrf(app)


def _check_csrf(app: Flask) -> None:
    """Check the token of every changing request; a door may answer its own failure kindly."""

    @app.before_request
    def protect() -> None:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            view = app.view_functions.get(request.endpoint or "")
            if view is not None and "own_csrf" not in view.__dict__:
                extensions.csrf.protect()
