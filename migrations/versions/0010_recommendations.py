"""Recommendations, their positions, quoted totals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.machinery import migration

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "recommendations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mechanism", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("document_symbol", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("original_language", sa.Text(), nullable=False),
        sa.Column("states", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("response", postgresql.JSONB(), nullable=False),
        sa.Column("themes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("affected_groups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sdg_targets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("action_category", sa.Integer(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mechanism in ('UPR', 'CCPR', 'CESCR', 'CERD', 'CEDAW', 'CAT', 'SPT', 'CRC', 'CRPD', 'CMW', 'CED', 'SP', 'ILO', 'OTHER')",
            name=op.f("ck_recommendations_mechanism"),
        ),
        sa.CheckConstraint(
            "position in ('supported', 'noted', 'partially_supported', 'pending', 'not_applicable')",
            name=op.f("ck_recommendations_position"),
        ),
        sa.CheckConstraint(
            "action_category between 1 and 5", name=op.f("ck_recommendations_action_category")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["recommendations.id"],
            name=op.f("fk_recommendations_predecessor_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
        sa.UniqueConstraint(
            "mechanism",
            "cycle",
            "paragraph",
            name=op.f("uq_recommendations_mechanism_cycle_paragraph"),
        ),
    )
    op.create_index(
        "ix_recommendations_order",
        "recommendations",
        ["mechanism", "cycle", "sort_key", "id"],
        unique=False,
    )
    op.create_table(
        "recommendation_positions",
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "position in ('supported', 'noted', 'partially_supported', 'pending', 'not_applicable')",
            name=op.f("ck_recommendation_positions_position"),
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name=op.f("fk_recommendation_positions_recommendation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "recommendation_id", "number", name=op.f("pk_recommendation_positions")
        ),
    )
    op.create_table(
        "quoted_totals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mechanism", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "what in ('received', 'supported', 'noted', 'partially_supported', 'pending', 'not_applicable')",
            name=op.f("ck_quoted_totals_what"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quoted_totals")),
        sa.UniqueConstraint(
            "mechanism",
            "cycle",
            "what",
            "source",
            name=op.f("uq_quoted_totals_mechanism_cycle_what_source"),
        ),
    )
    for statement in migration.append_only("recommendation_positions"):
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("quoted_totals")
    op.drop_table("recommendation_positions")
    op.drop_table("recommendations")
