"""Changes between versions and the comments behind them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("section_number", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("explanation", postgresql.JSONB(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cause in ('', 'comments', 'own_initiative', 'agreed')", name=op.f("ck_changes_cause")
        ),
        sa.CheckConstraint(
            "kind in ('edited', 'added', 'removed', 'split', 'merged', 'renumbered', 'section')",
            name=op.f("ck_changes_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_changes_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_changes_plan_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint(
            "plan_version_id", "number", name=op.f("uq_changes_plan_version_id_number")
        ),
    )
    op.create_index(
        "ix_changes_consultation_id",
        "changes",
        ["consultation_id", "plan_version_id"],
        unique=False,
    )
    op.create_table(
        "change_measures",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure_version_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("side in ('before', 'after')", name=op.f("ck_change_measures_side")),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["changes.id"],
            name=op.f("fk_change_measures_change_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["measure_version_id"],
            ["measure_versions.id"],
            name=op.f("fk_change_measures_measure_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("change_id", "side", "position", name=op.f("pk_change_measures")),
    )
    op.create_index(
        "ix_change_measures_measure_version_id",
        "change_measures",
        ["measure_version_id"],
        unique=False,
    )
    op.create_table(
        "change_causes",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["changes.id"],
            name=op.f("fk_change_causes_change_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_change_causes_comment_id")
        ),
        sa.PrimaryKeyConstraint("change_id", "comment_id", name=op.f("pk_change_causes")),
    )
    op.create_index("ix_change_causes_comment_id", "change_causes", ["comment_id"], unique=False)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("change_causes")
    op.drop_table("change_measures")
    op.drop_table("changes")
