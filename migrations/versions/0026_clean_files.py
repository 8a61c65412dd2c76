"""What was found in files, cleaned copies, scans."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.add_column("attachments", sa.Column("cleaned_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_attachments_cleaned_id"), "attachments", "stored_files", ["cleaned_id"], ["id"]
    )
    op.add_column(
        "attachments", sa.Column("is_clean", sa.Boolean(), server_default="false", nullable=False)
    )
    _checks()
    _scans()
    op.create_table(
        "storage_checks",
        sa.Column(
            "checked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("checked_at", name=op.f("pk_storage_checks")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("storage_checks", "file_scans", "file_checks"):
        op.drop_table(table)
    op.drop_column("attachments", "is_clean")
    op.drop_column("attachments", "cleaned_id")


def _checks() -> None:
    op.create_table(
        "file_checks",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("cleaned_id", sa.Uuid(), nullable=True),
        sa.Column("found", postgresql.JSONB(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("wants_clean", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_files.id"],
            name=op.f("fk_file_checks_file_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cleaned_id"],
            ["stored_files.id"],
            name=op.f("fk_file_checks_cleaned_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file_checks")),
    )


def _scans() -> None:
    op.create_table(
        "file_scans",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column(
            "scanned_on",
            sa.Date(),
            server_default=sa.text("CURRENT_DATE"),
            nullable=False,
        ),
        sa.CheckConstraint("state in ('clean', 'infected')", name=op.f("ck_file_scans_state")),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_files.id"],
            name=op.f("fk_file_scans_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file_scans")),
    )
