"""Campaigns, surges, disputed senders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
CLAIMS = "('', 'exact', 'alike', 'disputed', 'recognised')"


def upgrade() -> None:
    """Make the tables."""
    for name in ("claimed", "held"):
        op.add_column("submissions", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_check_constraint(
        op.f("ck_submissions_claimed"), "submissions", f"claimed in {CLAIMS}"
    )
    op.create_check_constraint(
        op.f("ck_submissions_held"), "submissions", "held in ('', 'no_work')"
    )
    _claims()
    _campaigns()
    _surges()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        *("spent_works", "heartbeats", "traffic_minutes", "surges"),
        *("campaign_members", "campaigns", "signature_bands", "comment_signatures"),
        *("address_confirmations", "name_claims"),
    ):
        op.drop_table(table)
    for name in ("held", "claimed"):
        op.drop_constraint(op.f(f"ck_submissions_{name}"), "submissions", type_="check")
        op.drop_column("submissions", name)


def _moment(name: str, *, stamped: bool = False, empty: bool = False) -> sa.Column[Any]:
    default = sa.text("clock_timestamp()") if stamped else None
    kind = sa.DateTime(timezone=True)
    return sa.Column(name, kind, nullable=empty, server_default=default)


def _text(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=empty)


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _to(table: str, column: str, other: str, *, follows: bool = False) -> sa.ForeignKeyConstraint:
    end = "CASCADE" if follows else None
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=end)


def _claims() -> None:
    name = "name_claims"
    op.create_table(
        name,
        *(_id("submission_id"), _id("organisation_id"), _text("likeness")),
        *(_text("token_hash", empty=True), _moment("made_at", stamped=True)),
        *(_text("answer"), _moment("answered_at", empty=True)),
        sa.CheckConstraint("likeness in ('exact', 'alike')", name=op.f("ck_name_claims_likeness")),
        sa.CheckConstraint(
            "answer in ('', 'disputed', 'recognised')", name=op.f("ck_name_claims_answer")
        ),
        _key(name, "submission_id"),
        _to(name, "submission_id", "submissions"),
        _to(name, "organisation_id", "organisations"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_name_claims_token_hash")),
    )
    op.create_index(op.f("ix_name_claims_organisation_id"), name, ["organisation_id"])
    name = "address_confirmations"
    op.create_table(
        name,
        *(_id("submission_id"), _text("token_hash"), _moment("confirmed_at", empty=True)),
        _key(name, "submission_id"),
        _to(name, "submission_id", "submissions"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_address_confirmations_token_hash")),
    )


def _campaigns() -> None:
    name = "comment_signatures"
    op.create_table(
        name,
        *(_id("comment_id"), _id("consultation_id")),
        sa.Column("shingles", sa.ARRAY(sa.BigInteger()), nullable=False),
        _moment("edited_at", empty=True),
        _key(name, "comment_id"),
        _to(name, "comment_id", "comments", follows=True),
        _to(name, "consultation_id", "consultations"),
    )
    name = "signature_bands"
    op.create_table(
        name,
        _id("consultation_id"),
        sa.Column("band", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        _id("comment_id"),
        _key(name, "consultation_id", "band", "value", "comment_id"),
        _to(name, "comment_id", "comments", follows=True),
    )
    op.create_index("ix_signature_bands_comment_id", name, ["comment_id"])
    name = "campaigns"
    op.create_table(
        name,
        *(_id("id"), _id("consultation_id"), _id("representative_id")),
        sa.Column("made_on", sa.Date(), nullable=False, server_default=sa.text("CURRENT_DATE")),
        *(_moment("dissolved_at", empty=True), _text("dissolved_by")),
        sa.Column("never", sa.Boolean(), nullable=False),
        _key(name, "id"),
        _to(name, "consultation_id", "consultations"),
        _to(name, "representative_id", "comments"),
    )
    op.create_index("ix_campaigns_list", name, ["consultation_id", "made_on", "id"])
    name = "campaign_members"
    op.create_table(
        name,
        *(_id("comment_id"), _id("campaign_id")),
        *(_moment("left_at", empty=True), _text("left_by")),
        _key(name, "comment_id"),
        _to(name, "comment_id", "comments", follows=True),
        _to(name, "campaign_id", "campaigns"),
    )
    op.create_index("ix_campaign_members_campaign_id", name, ["campaign_id", "comment_id"])


def _surges() -> None:
    name = "surges"
    op.create_table(
        name,
        *(_id("id"), _id("consultation_id")),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        *(_moment("began_at", stamped=True), _text("began_by")),
        *(_moment("ended_at", empty=True), _text("ended_by")),
        _key(name, "id"),
        _to(name, "consultation_id", "consultations"),
    )
    still = sa.text("ended_at is null")
    op.create_index("uq_surges_on", name, ["consultation_id"], unique=True, postgresql_where=still)
    op.create_index("ix_surges_list", name, ["consultation_id", "began_at"])
    name = "traffic_minutes"
    op.create_table(
        name,
        *(_id("scope"), _moment("minute"), _text("kind")),
        sa.Column("count", sa.Integer(), nullable=False),
        _key(name, "scope", "minute", "kind"),
    )
    op.create_table("heartbeats", _moment("minute"), _key("heartbeats", "minute"))
    op.create_table(
        "spent_works",
        *(_text("challenge"), _moment("expires_at")),
        _key("spent_works", "challenge"),
    )
