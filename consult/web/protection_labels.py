"""Names of the codes of protection: unsealing, what changed among trustees."""

from typing import Any

from flask_babel import lazy_gettext as _l

PROTECTION_LABELS: dict[str, dict[str, Any]] = {
    "unsealing_ground": {
        "protection": _l("Protection of the author"),
        "legal_duty": _l("A legal duty"),
        "author_request": _l("The author asks for it"),
    },
    "unsealing_state": {
        "asked": _l("Waits for a second trustee"),
        "seconded": _l("Ready for the trustee who asked"),
        "refused": _l("Refused"),
        "delivered": _l("Handed over"),
        "closed": _l("Finished"),
    },
    "unsealing_step": {
        "asked": _l("A trustee asked to open your identity"),
        "seconded": _l("A second trustee agreed"),
        "refused": _l("A second trustee refused"),
        "delivered": _l("Your identity was handed to the trustee who asked"),
    },
    "trustee_change": {
        "key_added": _l("Key added"),
        "key_revoked": _l("Key taken back"),
        "role_revoked": _l("No longer a trustee"),
    },
}
