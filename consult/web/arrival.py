"""When a sending arrived: its first byte counts, however long its body took (REQ 20).

Our own clock starts when the head of the request is there, before its body is read. A proxy that
buffers tells how many seconds it took the body in; that is believed only where one is set up.
"""

from datetime import datetime, timedelta

from flask import Flask, current_app, g, request

from consult.kernel import clock

SENDINGS = frozenset({"contribute.send"})
HEADER = "X-Request-Seconds"
LONGEST = 120.0
"""Seconds under way that a proxy may claim; later ones are not taken anyway."""


def moment() -> datetime:
    """Return when this request arrived, by the database's clock."""
    found: datetime = g.arrived_at if "arrived_at" in g else clock.now()
    return found


def _stamp() -> None:
    if request.endpoint in SENDINGS and request.method == "POST":
        g.arrived_at = clock.now() - timedelta(seconds=_buffered())


def _buffered() -> float:
    if not current_app.config["SETTINGS"].proxy_hops:
        return 0.0
    try:
        told = float(request.headers.get(HEADER, "0"))
    except ValueError:
        return 0.0
    return told if 0 <= told <= LONGEST else 0.0


def init_app(app: Flask) -> None:
    """Stamp sendings before anything reads their body."""
    app.before_request(_stamp)
