"""A wrong build on purpose: the web server's own clock decides, not the database's."""

from datetime import UTC, datetime
from typing import Any

from consult.kernel import clock


def _own() -> datetime:
    return datetime.now(UTC)


def create_app() -> Any:
    """Build the product with the clock of this process; before anything takes the right one."""
    clock.now = _own
    from consult.app import create_app as create_right_app

    return create_right_app()
