"""Submissions, comments, drafts, attachments and tallies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.machinery import migration

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "comment_tallies",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "consultation_id", "target", "publication", name=op.f("pk_comment_tallies")
        ),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("reg_no", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("edit_token_hash", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("entered_by_name", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("author_kind", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("cosigners", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("verification", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("privacy_notice_version", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "level in ('named', 'org_only', 'withheld_public', 'withheld_ministries', 'anonymous')",
            name=op.f("ck_submissions_level"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_submissions_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["users.id"], name=op.f("fk_submissions_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_submissions_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_submissions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint(
            "consultation_id",
            "number",
            "part",
            name=op.f("uq_submissions_consultation_id_number_part"),
        ),
        sa.UniqueConstraint("edit_token_hash", name=op.f("uq_submissions_edit_token_hash")),
        sa.UniqueConstraint("reference", name=op.f("uq_submissions_reference")),
    )
    op.create_index(
        "ix_submissions_consultation_id_received_at",
        "submissions",
        ["consultation_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_submissions_user_id"), "submissions", ["user_id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_attachments_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_attachments_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(
        op.f("ix_attachments_submission_id"),
        "attachments",
        ["submission_id"],
        unique=False,
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_drafts_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_drafts_submission_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_drafts_token_hash")),
    )
    op.create_index(op.f("ix_drafts_consultation_id"), "drafts", ["consultation_id"], unique=False)
    op.create_index(op.f("ix_drafts_user_id"), "drafts", ["user_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("target_type", sa.Text(), nullable=False),
        sa.Column("measure_version_id", sa.Uuid(), nullable=True),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("target_field", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_wording", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("redactions", postgresql.JSONB(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hints", postgresql.JSONB(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(target_type = 'field') = (target_field <> '')",
            name=op.f("ck_comments_target_field"),
        ),
        sa.CheckConstraint(
            "(target_type = 'section') = (section_id is not null)",
            name=op.f("ck_comments_target_section"),
        ),
        sa.CheckConstraint(
            "(target_type in ('measure', 'field')) = (measure_version_id is not null)",
            name=op.f("ck_comments_target_measure"),
        ),
        sa.CheckConstraint(
            "kind in ('support', 'objection', 'amendment', 'addition', 'question', 'information', 'editorial')",
            name=op.f("ck_comments_kind"),
        ),
        sa.CheckConstraint(
            "publication in ('received', 'published', 'published_redacted', 'withheld', 'spam')",
            name=op.f("ck_comments_publication"),
        ),
        sa.CheckConstraint(
            "target_type in ('measure', 'field', 'section', 'plan')",
            name=op.f("ck_comments_target_type"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_comments_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["measure_version_id"],
            ["measure_versions.id"],
            name=op.f("fk_comments_measure_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["sections.id"], name=op.f("fk_comments_section_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_comments_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint(
            "consultation_id", "code", name=op.f("uq_comments_consultation_id_code")
        ),
        sa.UniqueConstraint("submission_id", "point", name=op.f("uq_comments_submission_id_point")),
    )
    op.create_index(
        "ix_comments_measure",
        "comments",
        ["measure_version_id", "publication", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_comments_queue",
        "comments",
        ["consultation_id", "publication", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_comments_received",
        "comments",
        ["consultation_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_comments_section",
        "comments",
        ["section_id", "publication", "received_at", "id"],
        unique=False,
    )
    op.create_table(
        "comment_bodies",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role in ('lead', 'co')", name=op.f("ck_comment_bodies_role")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_bodies_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_comment_bodies_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("comment_id", "organisation_id", name=op.f("pk_comment_bodies")),
    )
    op.create_index(
        "ix_comment_bodies_organisation_id",
        "comment_bodies",
        ["organisation_id", "comment_id"],
        unique=False,
    )
    op.create_table(
        "comment_versions",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_wording", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "replaced_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_versions_comment_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", "number", name=op.f("pk_comment_versions")),
    )
    for statement in (
        *migration.tally_triggers(),
        *migration.append_only("comment_versions"),
    ):
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    for event in migration.TALLY:
        op.execute(f"drop function consult_tally_{event} cascade")
    op.drop_table("comment_versions")
    op.drop_index("ix_comment_bodies_organisation_id", table_name="comment_bodies")
    op.drop_table("comment_bodies")
    op.drop_index("ix_comments_section", table_name="comments")
    op.drop_index("ix_comments_received", table_name="comments")
    op.drop_index("ix_comments_queue", table_name="comments")
    op.drop_index("ix_comments_measure", table_name="comments")
    op.drop_table("comments")
    op.drop_index(op.f("ix_drafts_user_id"), table_name="drafts")
    op.drop_index(op.f("ix_drafts_consultation_id"), table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_attachments_submission_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_submissions_user_id"), table_name="submissions")
    op.drop_index("ix_submissions_consultation_id_received_at", table_name="submissions")
    op.drop_table("submissions")
    op.drop_table("comment_tallies")
