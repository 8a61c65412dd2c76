"""The act that adopted the plan."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "adopting_acts",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("signatory", postgresql.JSONB(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind in ('resolution', 'decree', 'order', 'law', 'other')",
            name=op.f("ck_adopting_acts_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_adopting_acts_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_versions.id"], name=op.f("fk_adopting_acts_plan_version_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_adopting_acts")),
    )


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("adopting_acts")
