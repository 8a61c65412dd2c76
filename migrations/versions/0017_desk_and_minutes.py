"""The capture desk and the minutes: devices, who came, photos, minutes, corrections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "desk_devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=False),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_table_id"], ["round_tables.id"], name=op.f("fk_desk_devices_round_table_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_desk_devices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_desk_devices_token_hash")),
    )
    op.create_index(
        op.f("ix_desk_devices_round_table_id"), "desk_devices", ["round_table_id"], unique=False
    )
    op.create_table(
        "attendees",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("may_be_named", sa.Boolean(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["desk_devices.id"], name=op.f("fk_attendees_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_attendees_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["round_table_registrations.id"],
            name=op.f("fk_attendees_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"], ["round_tables.id"], name=op.f("fk_attendees_round_table_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
        sa.UniqueConstraint("round_table_id", "key", name=op.f("uq_attendees_round_table_id_key")),
    )
    op.create_table(
        "round_table_photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("statement_key", sa.Uuid(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["desk_devices.id"], name=op.f("fk_round_table_photos_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_round_table_photos_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"],
            ["round_tables.id"],
            name=op.f("fk_round_table_photos_round_table_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table_photos")),
        sa.UniqueConstraint(
            "round_table_id", "key", name=op.f("uq_round_table_photos_round_table_id_key")
        ),
    )
    op.create_table(
        "minutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("secretary", sa.Text(), nullable=False),
        sa.Column("opening", postgresql.JSONB(), nullable=False),
        sa.Column("course", postgresql.JSONB(), nullable=False),
        sa.Column("decisions", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'checking', 'approved', 'published')", name=op.f("ck_minutes_state")
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"], ["round_tables.id"], name=op.f("fk_minutes_round_table_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_minutes_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("round_table_id", name=op.f("uq_minutes_round_table_id")),
    )
    op.create_table(
        "minutes_checkers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column(
            "sent_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_checkers_minutes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_checkers")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_minutes_checkers_token_hash")),
    )
    op.create_index(
        op.f("ix_minutes_checkers_minutes_id"), "minutes_checkers", ["minutes_id"], unique=False
    )
    op.create_table(
        "minutes_corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("comment_code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'taken', 'declined')", name=op.f("ck_minutes_corrections_state")
        ),
        sa.ForeignKeyConstraint(
            ["checker_id"], ["minutes_checkers.id"], name=op.f("fk_minutes_corrections_checker_id")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_corrections_minutes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_corrections")),
    )
    op.create_index(
        op.f("ix_minutes_corrections_minutes_id"),
        "minutes_corrections",
        ["minutes_id"],
        unique=False,
    )
    op.create_table(
        "minutes_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_minutes_files_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_files_minutes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_files")),
        sa.UniqueConstraint(
            "minutes_id",
            "language",
            "format",
            name=op.f("uq_minutes_files_minutes_id_language_format"),
        ),
    )
    op.add_column("attendance_counts", sa.Column("device_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_attendance_counts_device_id"),
        "attendance_counts",
        "desk_devices",
        ["device_id"],
        ["id"],
    )


def downgrade() -> None:
    """Remove the tables."""
    op.drop_constraint(
        op.f("fk_attendance_counts_device_id"), "attendance_counts", type_="foreignkey"
    )
    op.drop_column("attendance_counts", "device_id")
    op.drop_table("minutes_files")
    op.drop_table("minutes_corrections")
    op.drop_table("minutes_checkers")
    op.drop_table("minutes")
    op.drop_table("round_table_photos")
    op.drop_table("attendees")
    op.drop_table("desk_devices")
