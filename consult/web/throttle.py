"""Limits of a request: who asks is counted under a pseudonym that changes every day."""

import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime

from flask import current_app, request

from consult.machinery import limits
from consult.machinery.limits import Limit

__all__ = ["Limit", "give_back", "network", "pseudonym", "use"]
PREFIXES = {4: 24, 6: 48}


def use(limit: Limit, who: str) -> None:
    """Count one use of a limit; raises TooMany with the seconds to wait. Off where limits are."""
    if current_app.config["SETTINGS"].limits_enabled:
        limits.use(limit, who)


def give_back(limit: Limit, who: str) -> None:
    """Take one use back, where only failures count."""
    if current_app.config["SETTINGS"].limits_enabled:
        limits.use(limit, who, step=-1)


def network() -> str:
    """Return the pseudonym of the asking network (/24 or /48), never the address itself."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return pseudonym("network", "unknown")
    network_of = ipaddress.ip_network((address, PREFIXES[address.version]), strict=False)
    return pseudonym("network", str(network_of))


def pseudonym(*parts: str) -> str:
    """Return what stands for a personal value in the counters today; tomorrow it is another."""
    day = datetime.now(UTC).date().isoformat()
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, "\n".join((day, *parts)).encode(), hashlib.sha256).hexdigest()[:32]
