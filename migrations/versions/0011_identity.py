"""Predecessors and removals of measures, links to recommendations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

GUARDS = (
    "create trigger measure_predecessors_immutable before insert or update or delete "
    "on measure_predecessors for each row execute function consult_refuse_published_executors()",
    "create trigger measure_removals_immutable before insert or update or delete "
    "on measure_removals for each row execute function consult_refuse_published()",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "measure_predecessors",
        sa.Column("measure_version_id", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_version_id"],
            ["measure_versions.id"],
            name=op.f("fk_measure_predecessors_measure_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["measure_versions.id"],
            name=op.f("fk_measure_predecessors_predecessor_id"),
        ),
        sa.PrimaryKeyConstraint(
            "measure_version_id", "predecessor_id", name=op.f("pk_measure_predecessors")
        ),
    )
    op.create_index(
        "ix_measure_predecessors_predecessor_id",
        "measure_predecessors",
        ["predecessor_id"],
        unique=False,
    )
    op.create_table(
        "measure_removals",
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("measure_version_id", sa.Uuid(), nullable=False),
        sa.Column("reason", postgresql.JSONB(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_version_id"],
            ["measure_versions.id"],
            name=op.f("fk_measure_removals_measure_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_measure_removals_plan_version_id"),
        ),
        sa.PrimaryKeyConstraint(
            "plan_version_id", "measure_version_id", name=op.f("pk_measure_removals")
        ),
    )
    op.create_table(
        "consultation_registers",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("mechanism", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_consultation_registers_consultation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "consultation_id", "mechanism", "cycle", name=op.f("pk_consultation_registers")
        ),
    )
    op.create_table(
        "measure_recommendations",
        sa.Column("measure_version_id", sa.Uuid(), nullable=False),
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_version_id"],
            ["measure_versions.id"],
            name=op.f("fk_measure_recommendations_measure_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name=op.f("fk_measure_recommendations_recommendation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "measure_version_id", "recommendation_id", name=op.f("pk_measure_recommendations")
        ),
    )
    op.create_index(
        "ix_measure_recommendations_recommendation_id",
        "measure_recommendations",
        ["recommendation_id"],
        unique=False,
    )
    op.add_column(
        "measure_versions",
        sa.Column("confirmed", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.alter_column("measure_versions", "confirmed", server_default=None)
    op.create_check_constraint(
        op.f("ck_measure_versions_change_kind"),
        "measure_versions",
        "change_kind in ('unchanged', 'edited', 'renumbered', 'added', 'split', 'merged')",
    )
    for statement in GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_constraint(op.f("ck_measure_versions_change_kind"), "measure_versions", type_="check")
    op.drop_column("measure_versions", "confirmed")
    op.drop_table("measure_recommendations")
    op.drop_table("consultation_registers")
    op.drop_table("measure_removals")
    op.drop_table("measure_predecessors")
