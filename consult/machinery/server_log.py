"""The web server's own log: JSON lines that hold no address and nothing of a malformed request."""

import logging

from gunicorn.config import Config
from gunicorn.glogging import Logger

from consult.machinery.logs import JsonLine

SCRUBBED = {
    "Invalid request from ip=": "malformed request refused",
    "Error handling request": "error in the web server",
}
"""How lines begin that would tell who asked for what, and what is written instead."""


class Discreet(logging.Filter):
    """Takes out of a record who asked and what was asked for."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always written."""
        text = str(record.msg)
        for beginning, words in SCRUBBED.items():
            if text.startswith(beginning):
                record.msg, record.args = words, ()
        return True


class ServerLog(Logger):  # type: ignore[misc,unused-ignore]
    """Gunicorn's logger with our lines and without addresses."""

    def setup(self, cfg: Config) -> None:
        """Give every handler of the error log our format and filter."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLine())
            handler.addFilter(Discreet())
