"""The role of trustees; consent levels in force."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
FORMER_ROLES = (
    "'organiser', 'moderator', 'facilitator', 'ministry_contributor', 'ministry_approver', "
    "'auditor'"
)
ROLES = f"{FORMER_ROLES}, 'trustee'"


def upgrade() -> None:
    """Make the tables."""
    op.drop_constraint(op.f("ck_role_grants_role"), "role_grants", type_="check")
    op.create_check_constraint(op.f("ck_role_grants_role"), "role_grants", f"role in ({ROLES})")


def downgrade() -> None:
    """Drop the tables."""
    op.execute("delete from role_grants where role = 'trustee'")
    op.drop_constraint(op.f("ck_role_grants_role"), "role_grants", type_="check")
    op.create_check_constraint(
        op.f("ck_role_grants_role"), "role_grants", f"role in ({FORMER_ROLES})"
    )
