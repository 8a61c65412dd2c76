"""Everything that changes people: accounts, links, invitations, roles, organisations."""

from consult.domain.people.operations.accounts import (
    create_administrator,
    create_user,
    disable_user,
    edit_profile,
    enable_user,
    end_all_sessions,
    end_other_sessions,
    end_session,
    make_administrator,
    sign_in,
    withdraw_administrator,
)
from consult.domain.people.operations.invitations import (
    NewOrganisation,
    accept_invitation,
    cancel_invitation,
    invite,
    request_account,
    resend_invitation,
)
from consult.domain.people.operations.organisations import (
    ImportCounts,
    OrganisationFacts,
    create_organisation,
    edit_organisation,
    import_organisations,
    verify_organisation,
)
from consult.domain.people.operations.passwords import (
    change_password,
    password_link,
    request_reset,
    reset_password,
)
from consult.domain.people.operations.roles import (
    add_membership,
    grant_role,
    remove_membership,
    revoke_role,
)

__all__ = [
    "ImportCounts",
    "NewOrganisation",
    "OrganisationFacts",
    "accept_invitation",
    "add_membership",
    "cancel_invitation",
    "change_password",
    "create_administrator",
    "create_organisation",
    "create_user",
    "disable_user",
    "edit_organisation",
    "edit_profile",
    "enable_user",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "grant_role",
    "import_organisations",
    "invite",
    "make_administrator",
    "password_link",
    "remove_membership",
    "request_account",
    "request_reset",
    "resend_invitation",
    "reset_password",
    "revoke_role",
    "sign_in",
    "verify_organisation",
    "withdraw_administrator",
]
