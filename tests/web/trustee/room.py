"""A consultation with trustees who are signed in, and what they do with pages and the tool."""

import io
import subprocess
import sys

from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Point, Target
from consult.kernel.database import db
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import sign_in
from tests.factories.trustees import TOOL, make_trustee
from tests.visitor import Visitor

POINT = Point(Target("measure", "1.1"), "amendment", "ru", "Срок слишком поздний.")
AUTHOR = About(
    author_kind="organisation",
    level="withheld_ministries",
    organisation_name="Canary Foundation",
    contact_email="canary@ngo.example",
)


def run(folder, *words: str, code: int = 0) -> str:
    """Run the tool as a process of its own, as trustees do."""
    done = subprocess.run(
        [sys.executable, str(TOOL), *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


class Room:
    """A consultation with trustees who are signed in, and a sealed submission."""

    def __init__(self, app: Flask, folder, names=("Alma", "Berik", "Vera")) -> None:
        self.app, self.folder = app, folder
        with app.app_context():
            consultation = make_consultation()
            make_plan(consultation)
            self.slug, self.id = consultation.slug, consultation.id
            self.trustees = {name: make_trustee(consultation, folder, name) for name in names}
            self.reference = self.send()
        self.visitors = {
            name: sign_in(Visitor(app), trustee.user) for name, trustee in self.trustees.items()
        }

    def send(self) -> str:
        consultation = db.session.get_one(Consultation, self.id)
        sending = Sending("key", secret="what the browser holds")
        done = submit_comments(consultation, [POINT], AUTHOR, by=VISITOR, sending=sending)
        self.code = done.secrets.code
        return str(kept(done.submission).reference)

    def ask(self, name: str = "Alma") -> str:
        """Ask for the identity; returns the address of the request."""
        page = self.visitors[name].open(f"/en/trustee/{self.slug}").follow("Ask to open")
        page.choose("Protection of the author").fill("Reason", "The author is threatened.")
        return page.press("Ask the other trustees").path

    def download(self, name: str, address: str, file: str, status: int = 200) -> bytes:
        visitor = self.visitors[name]
        visitor.check = False
        if file == "outer-box.json":
            visitor.open(f"{address}/{file}", status)
        else:
            visitor.open(address).press("Download the sealed identity", status)
        data = visitor.response.get_data()
        visitor.check = True
        if status == 200:
            (self.folder / file).write_bytes(data)
        return data

    def second(self, name: str, address: str) -> Visitor:
        """Open the outer box as a trustee and hand the inner one in."""
        self.download(name, address, "outer-box.json")
        run(self.folder, "second", "outer-box.json", str(self.trustees[name].private))
        return self.hand_in(name, address, (self.folder / "inner-box.json").read_bytes())

    def hand_in(self, name: str, address: str, data: bytes, status: int = 200) -> Visitor:
        visitor = self.visitors[name].open(address)
        file = (io.BytesIO(data), "inner-box.json")
        return visitor.press("Agree and hand in the box", status, box=file)
