"""What meetings decide about comments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.machinery import migration

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meeting_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("carried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("departure", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision in ('stands', 'changed', 'returned')",
            name=op.f("ck_meeting_decisions_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_meeting_decisions_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"],
            ["round_tables.id"],
            name=op.f("fk_meeting_decisions_round_table_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_decisions")),
        sa.UniqueConstraint(
            "round_table_id",
            "comment_id",
            name=op.f("uq_meeting_decisions_round_table_id_comment_id"),
        ),
    )
    op.create_index(
        op.f("ix_meeting_decisions_comment_id"), "meeting_decisions", ["comment_id"], unique=False
    )
    op.create_table(
        "meeting_decision_revisions",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["meeting_decisions.id"],
            name=op.f("fk_meeting_decision_revisions_decision_id"),
        ),
        sa.PrimaryKeyConstraint(
            "decision_id", "number", name=op.f("pk_meeting_decision_revisions")
        ),
    )
    for statement in migration.append_only("meeting_decision_revisions"):
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("meeting_decision_revisions")
    op.drop_table("meeting_decisions")
