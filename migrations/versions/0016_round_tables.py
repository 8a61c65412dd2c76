"""Round tables: meetings, agenda, invitations, registrations; the role of facilitators."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
ROLES = "'organiser', 'moderator', 'facilitator', 'ministry_contributor', 'ministry_approver', 'auditor'"
FORMER_ROLES = "'organiser', 'moderator', 'ministry_contributor', 'ministry_approver', 'auditor'"


def upgrade() -> None:
    """Make the tables."""
    op.drop_constraint(op.f("ck_role_grants_role"), "role_grants", type_="check")
    op.create_check_constraint(op.f("ck_role_grants_role"), "role_grants", f"role in ({ROLES})")
    op.create_table(
        "round_tables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("city", postgresql.JSONB(), nullable=False),
        sa.Column("venue", postgresql.JSONB(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("interpretation", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("accessibility", postgresql.JSONB(), nullable=False),
        sa.Column("about", postgresql.JSONB(), nullable=False),
        sa.Column("photos", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendance", sa.Text(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("registered", sa.Integer(), nullable=True),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("registration_number", sa.Integer(), nullable=True),
        sa.Column("event_code", sa.Text(), nullable=False),
        sa.Column("current_item", sa.Integer(), nullable=True),
        sa.Column("cancelled_because", postgresql.JSONB(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "attendance in ('named', 'numbers')", name=op.f("ck_round_tables_attendance")
        ),
        sa.CheckConstraint(
            "format in ('in_person', 'online', 'hybrid')", name=op.f("ck_round_tables_format")
        ),
        sa.CheckConstraint("level in ('regional', 'national')", name=op.f("ck_round_tables_level")),
        sa.CheckConstraint(
            "state in ('planned', 'invitations_sent', 'held', 'minutes_draft', 'minutes_published', 'cancelled')",
            name=op.f("ck_round_tables_state"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_round_tables_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_round_tables_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_tables")),
        sa.UniqueConstraint(
            "consultation_id", "source_ref", name=op.f("uq_round_tables_consultation_id_source_ref")
        ),
        sa.UniqueConstraint("event_code", name=op.f("uq_round_tables_event_code")),
        sa.UniqueConstraint("reference", name=op.f("uq_round_tables_reference")),
    )
    op.create_index(
        op.f("ix_round_tables_consultation_id"), "round_tables", ["consultation_id"], unique=False
    )
    op.create_table(
        "round_table_bodies",
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "part in ('organiser', 'partner')", name=op.f("ck_round_table_bodies_part")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_round_table_bodies_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"],
            ["round_tables.id"],
            name=op.f("fk_round_table_bodies_round_table_id"),
        ),
        sa.PrimaryKeyConstraint(
            "round_table_id", "organisation_id", "part", name=op.f("pk_round_table_bodies")
        ),
    )
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section_number", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_table_id"], ["round_tables.id"], name=op.f("fk_agenda_items_round_table_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint(
            "round_table_id", "position", name=op.f("uq_agenda_items_round_table_id_position")
        ),
    )
    op.create_table(
        "round_table_materials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_round_table_materials_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"],
            ["round_tables.id"],
            name=op.f("fk_round_table_materials_round_table_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table_materials")),
    )
    op.create_index(
        op.f("ix_round_table_materials_round_table_id"),
        "round_table_materials",
        ["round_table_id"],
        unique=False,
    )
    op.create_table(
        "round_table_invitations",
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_round_table_invitations_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"],
            ["round_tables.id"],
            name=op.f("fk_round_table_invitations_round_table_id"),
        ),
        sa.PrimaryKeyConstraint(
            "round_table_id", "organisation_id", name=op.f("pk_round_table_invitations")
        ),
    )
    op.create_table(
        "round_table_registrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("may_be_named", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('registered', 'waiting', 'withdrawn')",
            name=op.f("ck_round_table_registrations_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_round_table_registrations_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_table_id"],
            ["round_tables.id"],
            name=op.f("fk_round_table_registrations_round_table_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_round_table_registrations_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table_registrations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_round_table_registrations_token_hash")),
    )
    op.create_index(
        op.f("ix_round_table_registrations_round_table_id"),
        "round_table_registrations",
        ["round_table_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_round_table_registrations_user_id"),
        "round_table_registrations",
        ["user_id"],
        unique=False,
    )
    op.create_table(
        "attendance_counts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_table_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_attendance_counts_count")),
        sa.ForeignKeyConstraint(
            ["round_table_id"],
            ["round_tables.id"],
            name=op.f("fk_attendance_counts_round_table_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_counts")),
        sa.UniqueConstraint(
            "round_table_id", "category", name=op.f("uq_attendance_counts_round_table_id_category")
        ),
    )


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("attendance_counts")
    op.drop_table("round_table_registrations")
    op.drop_table("round_table_invitations")
    op.drop_table("round_table_materials")
    op.drop_table("agenda_items")
    op.drop_table("round_table_bodies")
    op.drop_table("round_tables")
    op.execute("delete from role_grants where role = 'facilitator'")
    op.drop_constraint(op.f("ck_role_grants_role"), "role_grants", type_="check")
    op.create_check_constraint(
        op.f("ck_role_grants_role"), "role_grants", f"role in ({FORMER_ROLES})"
    )
