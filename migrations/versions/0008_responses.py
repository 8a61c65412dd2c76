"""Answers and their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.machinery import migration

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("part_accepted", postgresql.JSONB(), nullable=False),
        sa.Column("change", postgresql.JSONB(), nullable=False),
        sa.Column("change_ref", sa.Text(), nullable=False),
        sa.Column("target_measure", sa.Text(), nullable=False),
        sa.Column("covered_by", sa.Text(), nullable=False),
        sa.Column("duplicate_of_id", sa.Uuid(), nullable=True),
        sa.Column("passed_to", sa.Text(), nullable=False),
        sa.Column("signer_post", postgresql.JSONB(), nullable=False),
        sa.Column("prepared_by", sa.Text(), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "disposition in ('accepted', 'partly', 'covered', 'noted', 'rejected', 'out_of_scope', 'duplicate', 'deferred', 'withdrawn')",
            name=op.f("ck_responses_disposition"),
        ),
        sa.CheckConstraint(
            "state <> 'approved' or (approved_at is not null and prepared_by <> approved_by)",
            name=op.f("ck_responses_two_persons"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'returned', 'approved')",
            name=op.f("ck_responses_state"),
        ),
        sa.CheckConstraint(
            "duplicate_of_id is null or duplicate_of_id <> comment_id",
            name=op.f("ck_responses_not_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_responses_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_responses_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_responses_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"],
            ["comments.id"],
            name=op.f("fk_responses_duplicate_of_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_responses_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["users.id"], name=op.f("fk_responses_prepared_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_responses_comment_id")),
    )
    op.create_index(
        op.f("ix_responses_consultation_id"),
        "responses",
        ["consultation_id"],
        unique=False,
    )
    op.create_index(
        "ix_responses_organisation_id_state",
        "responses",
        ["organisation_id", "state"],
        unique=False,
    )
    op.create_table(
        "response_revisions",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["responses.id"],
            name=op.f("fk_response_revisions_response_id"),
        ),
        sa.PrimaryKeyConstraint("response_id", "number", name=op.f("pk_response_revisions")),
    )
    for statement in migration.append_only("response_revisions"):
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("response_revisions")
    op.drop_index("ix_responses_organisation_id_state", table_name="responses")
    op.drop_index(op.f("ix_responses_consultation_id"), table_name="responses")
    op.drop_table("responses")
