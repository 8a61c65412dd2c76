"""Trustees' keys, sealed identities, unsealing."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
STATES = "state in ('asked', 'seconded', 'refused', 'delivered', 'closed')"
GROUNDS = "ground in ('protection', 'legal_duty', 'author_request')"
NOW = sa.text("clock_timestamp()")


def _when(name: str, **options: object) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), **options)


def _row(owner: str, name: str, table: str, **options: object) -> sa.Column:
    points_to = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_{owner}_{name}"))
    return sa.Column(name, sa.Uuid(), points_to, **options)


def upgrade() -> None:
    """Make the tables."""
    op.add_column(
        "submissions",
        sa.Column("organisation_kind", sa.Text(), nullable=False, server_default=""),
    )
    op.alter_column("submissions", "organisation_kind", server_default=None)
    _make_keys()
    _make_sealed()
    _make_unsealings()


def _make_keys() -> None:
    op.create_table(
        "trustee_keys",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _row("trustee_keys", "consultation_id", "consultations", nullable=False),
        _row("trustee_keys", "user_id", "users", nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        _when("added_at", nullable=False, server_default=NOW),
        _when("revoked_at"),
        sa.UniqueConstraint(
            "consultation_id",
            "public_key",
            name=op.f("uq_trustee_keys_consultation_id_public_key"),
        ),
    )
    op.create_index("ix_trustee_keys_user_id", "trustee_keys", ["user_id"])
    op.create_index(
        "uq_trustee_keys_live",
        "trustee_keys",
        ["consultation_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )


def _make_sealed() -> None:
    op.create_table(
        "sealed_identities",
        _row("sealed_identities", "submission_id", "submissions", primary_key=True),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("author_box", sa.LargeBinary(), nullable=False),
        _when("destroyed_at"),
    )
    op.create_table(
        "sealed_keys",
        _row("sealed_keys", "submission_id", "submissions", primary_key=True),
        _row("sealed_keys", "outer_id", "trustee_keys", primary_key=True),
        _row("sealed_keys", "inner_id", "trustee_keys", primary_key=True),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("inner_digest", sa.LargeBinary(), nullable=False),
    )
    for name in ("outer_id", "inner_id"):
        op.create_index(f"ix_sealed_keys_{name}", "sealed_keys", [name])


def _make_unsealings() -> None:
    op.create_table(
        "unsealings",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _row("unsealings", "consultation_id", "consultations", nullable=False),
        _row("unsealings", "submission_id", "submissions", nullable=False),
        _row("unsealings", "asked_by_id", "users", nullable=False),
        _row("unsealings", "asker_key_id", "trustee_keys", nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        _when("asked_at", nullable=False, server_default=NOW),
        _row("unsealings", "decided_by_id", "users"),
        _when("decided_at"),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("inner_box", sa.LargeBinary()),
        _when("delivered_at"),
        sa.CheckConstraint(STATES, name=op.f("ck_unsealings_state")),
        sa.CheckConstraint(GROUNDS, name=op.f("ck_unsealings_ground")),
        sa.CheckConstraint(
            "decided_by_id is distinct from asked_by_id", name=op.f("ck_unsealings_two_persons")
        ),
    )
    op.create_index("ix_unsealings_submission_id", "unsealings", ["submission_id"])
    op.create_index(
        "ix_unsealings_consultation_id_asked_at", "unsealings", ["consultation_id", "asked_at"]
    )
    op.create_index(
        "uq_unsealings_waiting",
        "unsealings",
        ["submission_id", "asked_by_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("unsealings", "sealed_keys", "sealed_identities", "trustee_keys"):
        op.drop_table(name)
    op.drop_column("submissions", "organisation_kind")
