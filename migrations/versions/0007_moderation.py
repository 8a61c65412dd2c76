"""Moderation decisions, append-only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.machinery import migration

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "moderation_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("redactions", postgresql.JSONB(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "action in ('publish', 'publish_redacted', 'withhold', 'mark_spam', 'restore')",
            name=op.f("ck_moderation_decisions_action"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_moderation_decisions_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
            name=op.f("fk_moderation_decisions_comment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decisions")),
    )
    op.create_index(
        "ix_moderation_decisions_comment_id_at",
        "moderation_decisions",
        ["comment_id", "at"],
        unique=False,
    )
    for statement in migration.append_only("moderation_decisions"):
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_index("ix_moderation_decisions_comment_id_at", table_name="moderation_decisions")
    op.drop_table("moderation_decisions")
