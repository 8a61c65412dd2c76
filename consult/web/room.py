"""What is refused while the disk has little room: files first, then comments; reading never."""

from flask import Flask, current_app, request

from consult.machinery.space import NoRoom, NoRoomForFiles, Room, gauge


def room() -> Room:
    """Return how much room there is for files and comments, as measured within a minute."""
    settings = current_app.config["SETTINGS"]
    return gauge.read(settings.instance, settings.least_free)


def must_have_room() -> None:
    """Raise NoRoom where a comment would be taken and there is no room for it."""
    if room() == "none":
        raise NoRoom


def _refuse_files() -> None:
    if request.mimetype != "multipart/form-data" or room() == "ample":
        return
    if any(file.filename for file in request.files.values()):
        raise NoRoomForFiles


def init_app(app: Flask) -> None:
    """Refuse uploads before a view sees them; give templates the state for the staff's alarm."""
    app.before_request(_refuse_files)
    app.jinja_env.globals["room_left"] = room
