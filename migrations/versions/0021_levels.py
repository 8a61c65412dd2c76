"""The role of trustees; consent levels in force: the place of a comment in public lists."""

import sqlalchemy as sa
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
PLACED = (
    ("ix_comments_measure", "measure_version_id"),
    ("ix_comments_section", "section_id"),
)
DRAW = """
update comments
set shown_at = case submissions.level
    when 'named' then comments.received_at
    when 'org_only' then comments.received_at
    when 'withheld_public' then
        (date_trunc('day', comments.received_at at time zone consultations.zone)
         + random() * interval '1 day') at time zone consultations.zone
    else
        (date_trunc('week', comments.received_at at time zone consultations.zone)
         + random() * interval '7 days') at time zone consultations.zone
    end
from submissions join consultations on consultations.id = submissions.consultation_id
where submissions.id = comments.submission_id
"""


def upgrade() -> None:
    """Make the tables."""
    op.drop_constraint(op.f("ck_role_grants_role"), "role_grants", type_="check")
    op.create_check_constraint(op.f("ck_role_grants_role"), "role_grants", f"role in ({ROLES})")
    op.add_column("comments", sa.Column("shown_at", sa.DateTime(timezone=True)))
    op.execute(DRAW)
    op.alter_column("comments", "shown_at", nullable=False)
    _index_by("shown_at")
    op.create_index("ix_comments_shown", "comments", ["consultation_id", "shown_at", "id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_comments_shown", "comments")
    _index_by("received_at")
    op.drop_column("comments", "shown_at")
    op.execute("delete from role_grants where role = 'trustee'")
    op.drop_constraint(op.f("ck_role_grants_role"), "role_grants", type_="check")
    op.create_check_constraint(
        op.f("ck_role_grants_role"), "role_grants", f"role in ({FORMER_ROLES})"
    )


def _index_by(column: str) -> None:
    for name, target in PLACED:
        op.drop_index(name, "comments")
        op.create_index(name, "comments", [target, "publication", column, "id"])
