"""Names of the codes of protection: unsealing, trustees, accounts, how far senders are known."""

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
    "claimed": {
        "": _l("No registered organisation named"),
        "exact": _l("Names an organisation it does not belong to"),
        "alike": _l("Name looks like that of a registered organisation"),
        "disputed": _l("The named organisation says it did not send this"),
        "recognised": _l("The named organisation says it sent this"),
    },
    "traffic": {
        "form": _l("Form opened"),
        "accepted": _l("Taken"),
        "held": _l("Taken and held for review"),
        "flawed": _l("Returned with a mistake"),
        "closed": _l("After closing"),
        "too_many": _l("Too many from one network"),
        "space": _l("Temporarily closed"),
    },
    "held": {
        "": _l("Not held"),
        "no_work": _l("Held for review: sent without the check during many requests"),
    },
    "sign_in_method": {
        "": _l("Not known"),
        "password": _l("Password"),
        "password+code": _l("Password and code"),
        "password+recovery": _l("Password and recovery code"),
        "password+passkey": _l("Password and passkey"),
        "passkey": _l("Passkey"),
        "provider": _l("Sign-in service"),
        "provider+code": _l("Sign-in service and code"),
        "provider+recovery": _l("Sign-in service and recovery code"),
        "provider+passkey": _l("Sign-in service and passkey"),
    },
    "account_news": {
        "second_step_set": _l("An app for codes was set up for your account."),
        "second_step_removed": _l("The app for codes was removed from your account."),
        "second_step_reset": _l(
            "An administrator reset the second step of your account. "
            "Set it up again when you sign in."
        ),
        "recovery_code_used": _l("A recovery code was used to sign in to your account."),
        "recovery_codes_made": _l(
            "New recovery codes were made for your account. Earlier ones no longer work."
        ),
        "passkey_added": _l("A passkey was added to your account."),
        "passkey_removed": _l("A passkey was removed from your account."),
        "address_asked": _l("Somebody asked to change the e-mail address of your account."),
        "address_changed": _l("The e-mail address of your account was changed."),
    },
}
