"""Groups of comments, assignments, positions of co-bodies, kept reasons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "comment_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_comment_groups_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_groups")),
    )
    op.create_index(
        op.f("ix_comment_groups_consultation_id"),
        "comment_groups",
        ["consultation_id"],
        unique=False,
    )
    op.create_table(
        "response_positions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.Text(), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
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
            "stance in ('agree', 'dissent', 'supplement')",
            name=op.f("ck_response_positions_stance"),
        ),
        sa.CheckConstraint(
            "state <> 'approved' or (approved_at is not null and prepared_by <> approved_by)",
            name=op.f("ck_response_positions_two_persons"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'approved')", name=op.f("ck_response_positions_state")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_response_positions_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_response_positions_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_response_positions_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_response_positions_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["users.id"], name=op.f("fk_response_positions_prepared_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_positions")),
        sa.UniqueConstraint(
            "comment_id",
            "organisation_id",
            name=op.f("uq_response_positions_comment_id_organisation_id"),
        ),
    )
    op.create_index(
        op.f("ix_response_positions_consultation_id"),
        "response_positions",
        ["consultation_id"],
        unique=False,
    )
    op.create_index(
        "ix_response_positions_organisation_id_state",
        "response_positions",
        ["organisation_id", "state"],
        unique=False,
    )
    op.create_table(
        "reason_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "disposition in ('accepted', 'partly', 'covered', 'noted', 'rejected', 'out_of_scope', 'duplicate', 'deferred', 'withdrawn')",
            name=op.f("ck_reason_texts_disposition"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_reason_texts_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_texts")),
    )
    op.create_index(
        "ix_reason_texts_organisation_id", "reason_texts", ["organisation_id", "name"], unique=False
    )
    op.add_column("comment_bodies", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column(
        "comment_bodies",
        sa.Column("assigned_by", sa.Text(), server_default=sa.text("''"), nullable=False),
    )
    op.alter_column("comment_bodies", "assigned_by", server_default=None)
    op.add_column(
        "comment_bodies",
        sa.Column(
            "assigned_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
    )
    op.add_column(
        "comment_bodies", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("comments", sa.Column("group_id", sa.Uuid(), nullable=True))
    op.add_column("responses", sa.Column("promised_version", sa.Integer(), nullable=True))
    op.add_column(
        "responses",
        sa.Column("reviewed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
    )
    op.alter_column("responses", "reviewed_by", server_default=None)
    op.add_column("responses", sa.Column("reviewed_by_id", sa.Uuid(), nullable=True))
    op.add_column("responses", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("responses", sa.Column("group_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_comments_group_id"), "comments", ["group_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_comments_group_id"), "comments", "comment_groups", ["group_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_responses_reviewed_by_id"), "responses", "users", ["reviewed_by_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_responses_group_id"), "responses", "comment_groups", ["group_id"], ["id"]
    )
    op.drop_constraint(op.f("ck_responses_state"), "responses", type_="check")
    op.create_check_constraint(
        op.f("ck_responses_state"),
        "responses",
        "state in ('draft', 'submitted', 'reviewed', 'returned', 'approved')",
    )


def downgrade() -> None:
    """Remove the tables."""
    op.execute("update responses set state = 'submitted' where state = 'reviewed'")
    op.drop_constraint(op.f("ck_responses_state"), "responses", type_="check")
    op.create_check_constraint(
        op.f("ck_responses_state"),
        "responses",
        "state in ('draft', 'submitted', 'returned', 'approved')",
    )
    op.drop_constraint(op.f("fk_responses_group_id"), "responses", type_="foreignkey")
    op.drop_constraint(op.f("fk_responses_reviewed_by_id"), "responses", type_="foreignkey")
    op.drop_constraint(op.f("fk_comments_group_id"), "comments", type_="foreignkey")
    op.drop_index(op.f("ix_comments_group_id"), table_name="comments")
    op.drop_column("responses", "group_id")
    op.drop_column("responses", "reviewed_at")
    op.drop_column("responses", "reviewed_by_id")
    op.drop_column("responses", "reviewed_by")
    op.drop_column("responses", "promised_version")
    op.drop_column("comments", "group_id")
    op.drop_column("comment_bodies", "reminded")
    op.drop_column("comment_bodies", "assigned_at")
    op.drop_column("comment_bodies", "assigned_by")
    op.drop_column("comment_bodies", "due_on")
    op.drop_table("reason_texts")
    op.drop_table("response_positions")
    op.drop_table("comment_groups")
