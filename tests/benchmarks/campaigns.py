"""Campaigns found: `python -m tests.benchmarks.campaigns [LETTERS ALL]` prints time and accuracy."""

import sys
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from math import comb
from pathlib import Path

from sqlalchemy import select, text

from consult.app import create_app
from consult.domain.moderation.campaign_grouping import group_new
from consult.domain.moderation.campaign_models import CampaignMember
from consult.domain.people.actors import system
from consult.kernel.database import db
from tests.benchmarks import measuring
from tests.benchmarks.world import world
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.letters import Letter, letters, others, send

LETTERS, EVERYTHING = 1_000, 10_000
MOST_SECONDS = 60


def pairs(sizes: Mapping[object, int]) -> int:
    """Return how many pairs lie inside groups of these sizes."""
    return sum(comb(size, 2) for size in sizes.values())


def accuracy(found: Mapping[uuid.UUID, uuid.UUID], labels: Mapping[uuid.UUID, str]) -> list[float]:
    """Return precision and recall over pairs of comments that stand in one campaign."""
    true = Counter((found[one], labels[one]) for one in found if labels[one])
    together = pairs(Counter(found.values()))
    wanted = pairs(Counter(label for label in labels.values() if label))
    right = pairs(true)
    return [right / together if together else 1.0, right / wanted if wanted else 1.0]


def mixed(count: int, everything: int) -> list[Letter]:
    """Return the letters of three campaigns spread evenly among other comments."""
    campaign = list(letters(-(-count // 3)))[:count]
    rest = list(others(everything - count))
    step = everything / count
    places = {int(number * step): letter for number, letter in enumerate(campaign)}
    left = iter(rest)
    return [places.get(place) or next(left) for place in range(everything)]


def main() -> None:
    """Send the letters to a consultation of a new world, group them, print the table."""
    count, everything = (int(word) for word in sys.argv[1:] or (LETTERS, EVERYTHING))
    print(f"One run; {measuring.machine()}")
    with world() as place:
        app = create_app(make_settings(place.url, Path(place.folder)))
        with app.app_context():
            consultation = make_consultation("open")
            make_plan(consultation)
            labels = send(consultation, mixed(count, everything))
            db.session.commit()
            db.session.execute(text("analyze"))
            start = time.perf_counter()
            while group_new(by=system("worker")):
                db.session.commit()
            seconds = time.perf_counter() - start
            rows = db.session.execute(select(CampaignMember.comment_id, CampaignMember.campaign_id))
            found = {row.comment_id: row.campaign_id for row in rows}
            precision, recall = accuracy(found, labels)
            sizes = sorted(Counter(found.values()).values(), reverse=True)
            db.session.remove()
            db.engine.dispose()
    title = f"{count:,} letters in three wordings among {everything:,} comments"
    heads = ("seconds", "precision", "recall", "campaigns", "largest")
    row = (f"{seconds:.1f}", f"{precision:.4f}", f"{recall:.4f}", len(sizes), str(sizes[:5]))
    measuring.table(title, heads, [row], first=10)
    if seconds > MOST_SECONDS:
        raise SystemExit(f"slower than {MOST_SECONDS} seconds")


if __name__ == "__main__":
    main()
