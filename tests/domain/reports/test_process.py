"""How a discussion was held survives storing; reports of before have none."""

from dataclasses import replace
from datetime import date

import orjson

from consult.domain.reports.decoding import head_from_json
from consult.domain.reports.process import Adoption, process_from_json
from consult.kernel.localised import LocalisedText
from tests.domain.reports import samples
from tests.domain.reports.paper_samples import PROCESS


def test_process_read_back_is_the_same():
    signatory = LocalisedText(ru="Премьер-Министр")
    adoption = Adoption("resolution", "1167", date(2011, 10, 11), signatory)
    made = replace(PROCESS, adoption=adoption)
    assert process_from_json(orjson.loads(orjson.dumps(made))) == made


def test_head_of_before_has_no_process():
    stored = orjson.loads(orjson.dumps(samples.head(0)))
    del stored["process"]
    assert head_from_json(stored).process is None
