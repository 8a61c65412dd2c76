"""Statements of round tables, and the meeting that a submission was made at."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "statements",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "source in ('desk', 'sheet', 'paper', 'room')", name=op.f("ck_statements_source")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_statements_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["desk_devices.id"], name=op.f("fk_statements_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"], ["round_tables.id"], name=op.f("fk_statements_round_table_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_statements")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_statements_comment_id")),
    )
    op.create_index(
        "ix_statements_round_table_id_said_at",
        "statements",
        ["round_table_id", "said_at", "key"],
        unique=False,
    )
    op.add_column("submissions", sa.Column("round_table_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_submissions_round_table_id"), "submissions", ["round_table_id"])
    op.create_foreign_key(
        op.f("fk_submissions_round_table_id"),
        "submissions",
        "round_tables",
        ["round_table_id"],
        ["id"],
    )


def downgrade() -> None:
    """Remove the tables."""
    op.drop_constraint(op.f("fk_submissions_round_table_id"), "submissions", type_="foreignkey")
    op.drop_index(op.f("ix_submissions_round_table_id"), table_name="submissions")
    op.drop_column("submissions", "round_table_id")
    op.drop_table("statements")
