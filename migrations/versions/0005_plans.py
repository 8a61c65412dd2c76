"""Plan versions, sections, measures; published ones never change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.machinery import migration

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FUNCTIONS = (
    "consult_refuse_published",
    "consult_refuse_published_executors",
    "consult_refuse_published_version",
)
GUARDS = (
    migration.REFUSE_PUBLISHED,
    migration.REFUSE_PUBLISHED_EXECUTORS,
    migration.REFUSE_VERSION,
    "create trigger plan_versions_immutable before update or delete on plan_versions "
    "for each row execute function consult_refuse_published_version()",
    "create trigger sections_immutable before insert or update or delete on sections "
    "for each row execute function consult_refuse_published()",
    "create trigger measure_versions_immutable before insert or update or delete "
    "on measure_versions for each row execute function consult_refuse_published()",
    "create trigger measure_executors_immutable before insert or update or delete "
    "on measure_executors for each row execute function consult_refuse_published_executors()",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "measures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_measures_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    op.create_index(
        op.f("ix_measures_consultation_id"),
        "measures",
        ["consultation_id"],
        unique=False,
    )
    op.create_table(
        "plan_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", postgresql.JSONB(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sources", postgresql.JSONB(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("measure_count", sa.Integer(), nullable=False),
        sa.Column("section_count", sa.Integer(), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'published', 'superseded', 'adopted')",
            name=op.f("ck_plan_versions_state"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_plan_versions_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["imported_by_id"],
            ["users.id"],
            name=op.f("fk_plan_versions_imported_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint(
            "consultation_id",
            "number",
            name=op.f("uq_plan_versions_consultation_id_number"),
        ),
    )
    op.create_table(
        "sections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_sections_plan_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections")),
        sa.UniqueConstraint(
            "plan_version_id", "number", name=op.f("uq_sections_plan_version_id_number")
        ),
    )
    op.create_table(
        "measure_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("completion_form", postgresql.JSONB(), nullable=False),
        sa.Column("deadline", postgresql.JSONB(), nullable=False),
        sa.Column("intervals", postgresql.JSONB(), nullable=False),
        sa.Column("recurrence", sa.Text(), nullable=False),
        sa.Column("funding", postgresql.JSONB(), nullable=False),
        sa.Column("indicator", postgresql.JSONB(), nullable=False),
        sa.Column("baseline", postgresql.JSONB(), nullable=False),
        sa.Column("target", postgresql.JSONB(), nullable=False),
        sa.Column("executors_text", postgresql.JSONB(), nullable=False),
        sa.Column("note", postgresql.JSONB(), nullable=False),
        sa.Column("recommendations_text", postgresql.JSONB(), nullable=False),
        sa.Column("recommendations", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("themes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("change_kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measures.id"], name=op.f("fk_measure_versions_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_measure_versions_plan_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["sections.id"], name=op.f("fk_measure_versions_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_versions")),
        sa.UniqueConstraint(
            "plan_version_id",
            "number",
            name=op.f("uq_measure_versions_plan_version_id_number"),
        ),
    )
    op.create_index(
        op.f("ix_measure_versions_measure_id"),
        "measure_versions",
        ["measure_id"],
        unique=False,
    )
    op.create_index(
        "ix_measure_versions_plan_version_id_position",
        "measure_versions",
        ["plan_version_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_measure_versions_section_id"),
        "measure_versions",
        ["section_id"],
        unique=False,
    )
    op.create_table(
        "measure_executors",
        sa.Column("measure_version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("as_written", postgresql.JSONB(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "role in ('lead', 'co', 'by_agreement')",
            name=op.f("ck_measure_executors_role"),
        ),
        sa.ForeignKeyConstraint(
            ["measure_version_id"],
            ["measure_versions.id"],
            name=op.f("fk_measure_executors_measure_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_measure_executors_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "measure_version_id", "position", name=op.f("pk_measure_executors")
        ),
    )
    op.create_index(
        "ix_measure_executors_organisation_id",
        "measure_executors",
        ["organisation_id"],
        unique=False,
    )
    for statement in GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_index("ix_measure_executors_organisation_id", table_name="measure_executors")
    op.drop_table("measure_executors")
    op.drop_index(op.f("ix_measure_versions_section_id"), table_name="measure_versions")
    op.drop_index("ix_measure_versions_plan_version_id_position", table_name="measure_versions")
    op.drop_index(op.f("ix_measure_versions_measure_id"), table_name="measure_versions")
    op.drop_table("measure_versions")
    op.drop_table("sections")
    op.drop_table("plan_versions")
    op.drop_index(op.f("ix_measures_consultation_id"), table_name="measures")
    op.drop_table("measures")
    for name in FUNCTIONS:
        op.execute(f"drop function {name} cascade")
