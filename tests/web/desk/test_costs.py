"""Lists of the desk cost the same number of queries whether they hold one thing or three."""

from flask import Flask

from consult.kernel.database import db
from tests.factories.desk import DeskDevice, make_device, spoken
from tests.factories.people import make_user, sign_in
from tests.factories.reading import count
from tests.factories.roundtables import make_table
from tests.visitor import Visitor

PAGES = {
    "/en/desk/": 7,
    "/en/organise/{slug}/round-tables/{ref}/devices": 9,
    "/en/organise/{slug}/round-tables/{ref}/statements": 10,
}


def grow(app: Flask, first: DeskDevice, picture: bytes) -> None:
    """One more device at the table with a statement and a photo; one more meeting."""
    other = make_device(app, first)
    other.hand_in(spoken())
    other.hand_in_photo(picture)
    with app.app_context():
        make_table(first.table().consultation)
        db.session.commit()


def costs(organiser: Visitor, device: DeskDevice) -> dict[str, int]:
    place = {"slug": device.slug, "ref": device.ref}
    return {path: count(organiser, path.format(**place)) for path in PAGES}


def test_lists_of_the_desk_cost_the_same_with_one_thing_and_with_three(app: Flask) -> None:
    device = make_device(app)
    picture = b"\xff\xd8\xff\xda\x00\x02pixels\xff\xd9"
    with app.app_context():
        user = make_user([("organiser", device.table().consultation)])
    organiser = sign_in(Visitor(app), user)
    grow(app, device, picture)
    one = costs(organiser, device)
    grow(app, device, picture)
    grow(app, device, picture)
    assert one == PAGES
    assert costs(organiser, device) == PAGES
