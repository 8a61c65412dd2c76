"""A consultation that is open, the service that takes comments on it, and an app to look with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from consult.app import create_app
from consult.kernel.database import db
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.faults.writers import Burst
from tests.live import Service


@dataclass
class Rig:
    """The app of this process, the service beside it, and the consultation both know."""

    app: Flask
    service: Service
    slug: str

    def burst(self, **facts: Any) -> Burst:
        """People who write comments here as soon as they are told to begin."""
        return Burst(self.service.url, self.slug, **facts)

    def start(self) -> None:
        """Start web server and worker."""
        self.service.start_web()
        self.service.start_worker()


@contextmanager
def rig_on(url: str, instance: Path, **settings: str) -> Iterator[Rig]:
    """Arrange a consultation in this database; whatever was started is killed at the end."""
    app = create_app(make_settings(url, instance))
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        slug = str(consultation.slug)
        db.engine.dispose()
    service = Service(url, instance, settings)
    try:
        yield Rig(app, service, slug)
    finally:
        service.kill()
        with app.app_context():
            db.engine.dispose()
