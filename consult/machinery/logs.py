"""Log lines: one JSON object a line, without what people typed (REQ 71, 113, 114)."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
FOREIGN_LEVEL = logging.WARNING
TRACE_DEPTH = 20


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON; of an error its kind and places, never its message.

    Messages of errors are left out because those of the database carry people's texts. Everything
    outside ASCII is escaped: a line break, an escape sequence or a quote in a value stays a value.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts = {name: value for name, value in vars(record).items() if name not in PLAIN}
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **facts,
            **_trace(record),
        }
        return json.dumps(line, ensure_ascii=True, default=str)


def _trace(record: logging.LogRecord) -> dict[str, object]:
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _error, trace = record.exc_info
    frames = traceback.extract_tb(trace)[-TRACE_DEPTH:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": kind.__name__, "trace": places}


class JsonHandler(logging.StreamHandler[TextIO]):
    """The one handler of our processes; writes to stderr as it is when a record comes."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(JsonLine())


def configure() -> None:
    """Let this process write its log as JSON lines; others' chatter below a warning is dropped."""
    root = logging.getLogger()
    if not any(isinstance(one, JsonHandler) for one in root.handlers):
        root.addHandler(JsonHandler())
    root.setLevel(FOREIGN_LEVEL)
    logging.getLogger("consult").setLevel(logging.INFO)
