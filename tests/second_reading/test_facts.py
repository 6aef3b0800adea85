"""Every element of the upload file is held to the cells: its value, place, order, number, attributes and absence."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from tests.bench.documents import mems
from tests.second_reading import compare, facts, oracle
from tests.second_reading.catalog_files import profile
from tests.second_reading.element import Element
from tests.second_reading.rows import ID
from tests.second_reading.valid import Rows, ValidBatch, unused, valid_batch

TODAY = dt.date(2026, 11, 24)
FULL = ((1, False), (2, False), (3, False))
UNTIDY = ((11, True), (12, True), (13, True), (14, True))
ACTIVITIES = 60
REPEATED = (
    "lom:identifier",
    "lom:keyword",
    "hx:nonAccreditedProvider",
    "hx:specialty",
    "mems:CommercialSupportAmount",
    "mems:ParticipantsByCategory",
    "x:CommendationTag",
    "x:InKindSupport",
    "x:DeliveryMethod",
    "x:MeasuredOutcomes",
    "x:MeasurementType",
    "x:MOCRegistration",
    "x:MOCCreditType",
    "x:REMS",
    "x:StateContent",
)
"""What an activity may have several of."""
ESCAPED = ("&", "<", ">", '"', "'", "\u00fc", "&amp;")


Uploaded = Callable[[int, bool], tuple[compare.Seen, Path]]


@cache
def batch(seed: int, gaps: bool) -> Rows:
    return valid_batch(seed, ACTIVITIES, TODAY, gaps=gaps)


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory: pytest.TempPathFactory) -> Uploaded:
    """What the product said and wrote of a batch, each exported once: `uploaded(seed, gaps)`."""

    @cache
    def once(seed: int, gaps: bool) -> tuple[compare.Seen, Path]:
        folder = tmp_path_factory.mktemp("upload")
        return compare.run(batch(seed, gaps), folder, TODAY), folder / "upload.xml"

    return once


@cache
def elements(seed: int, gaps: bool) -> list[Element]:
    """What the oracle expects in the file of that batch."""
    verdict = oracle.judge(batch(seed, gaps), TODAY)
    assert not verdict.found.invalid, "the generator of valid batches made an invalid one"
    return [activity.element for activity in verdict.activities if activity.element is not None]


@pytest.mark.parametrize(("seed", "gaps"), FULL + UNTIDY)
def test_every_fact_of_the_file_is_what_the_cells_say(seed: int, gaps: bool, uploaded: Uploaded) -> None:
    """J1, M1-M4, DESIGN (The XML): the whole tree of each activity, element by element."""
    wrong = compare.between(batch(seed, gaps), oracle.judge(batch(seed, gaps), TODAY), uploaded(seed, gaps)[0])
    assert not wrong, "\n".join([f"{len(wrong)} disagreements", *wrong[:40]])


def test_a_record_to_be_deleted_has_its_identifiers_and_the_dates_that_there_are(tmp_path: Path) -> None:
    """M1 demands two dates; with one of them that day stands for both, with none a day of the profile."""
    start, end = dt.date(2026, 3, 1), dt.date(2026, 5, 2)
    builder = ValidBatch(random.Random(1), TODAY)
    for dates in itertools.product((start, None), (end, None)):
        for identifiers in (("D1", None), ("D2", "212345678"), (None, "212345679")):
            own, given = identifiers
            number = f"{own}-{len(builder.rows['activities'])}" if own else None
            cells = {ID: number, "accme_activity_id": given, "start_date": dates[0], "end_date": dates[1]}
            builder.add({"record_action": "Delete", "moc": "No", "rems": "No", "commercial_support": "No", **cells})
    wrong = compare.disagreements(builder.rows, tmp_path, TODAY)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("outlines", [facts.EXTENSION, facts.BOTH])
def test_content_areas_stand_where_the_profile_puts_them(outlines: str, tmp_path: Path) -> None:
    """J1 has two places for them, and which one PARS reads is not known."""
    wrong = compare.disagreements(batch(*FULL[0]), tmp_path, TODAY, outlines=outlines)
    assert not wrong, "\n".join([f"{len(wrong)} disagreements", *wrong[:40]])


@pytest.mark.parametrize(("seed", "gaps"), [*FULL[:1], *UNTIDY[:1]])
def test_the_file_is_utf8_without_document_type_and_has_its_root(seed: int, gaps: bool, uploaded: Uploaded) -> None:
    """J1: ACCMEActivities holds one MedicalEducationMetrics per activity."""
    tree = etree.parse(uploaded(seed, gaps)[1])
    root = tree.getroot()
    assert tree.docinfo.encoding == "UTF-8"
    assert not tree.docinfo.doctype
    assert root.tag == f"{{{profile()['namespaces']['root']}}}{profile()['root']['element']}"
    assert len(root) == ACTIVITIES


@pytest.mark.parametrize(("seed", "gaps"), [*FULL[:1], *UNTIDY[:2]])
def test_the_medbiquitous_schemas_take_every_activity(seed: int, gaps: bool, uploaded: Uploaded) -> None:
    """M1-M4: each MedicalEducationMetrics on its own, since the wrapper around it is ACCME's."""
    schema = _mems_schema(mems())
    for number, activity in enumerate(etree.parse(uploaded(seed, gaps)[1]).getroot(), start=1):
        alone = etree.ElementTree(etree.fromstring(etree.tostring(activity, with_tail=False)))
        assert schema.validate(alone), f"activity {number}: {schema.error_log.last_error}"


@cache
def _mems_schema(home: Path) -> etree.XMLSchema:
    class Beside(etree.Resolver):
        """Takes the published addresses from the folder; nothing is fetched."""

        def resolve(self, url: str, _public: str, context: object) -> object:
            prefix = "http://ns.medbiq.org/"
            return self.resolve_filename(str(home / url[len(prefix) :]), context) if url.startswith(prefix) else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(home / "metrics/v1/medicaleducationmetrics.xsd", parser))


def test_the_batches_use_every_column_and_repeat_everything_that_may_repeat() -> None:
    """So that nothing in the file goes without a test: the first value, the second, and the last of several."""
    for seed, gaps in FULL:
        assert not unused(batch(seed, gaps))
    most: Counter[str] = Counter()
    for activity in elements(*FULL[0]):
        for _, parent in activity.walk():
            most |= Counter(child.tag for child in parent.children)
    assert not [tag for tag in REPEATED if most[tag] < 2]


def test_every_text_that_people_type_holds_every_sign_that_needs_escaping() -> None:
    """Texts, identifiers, and the values of open lists are typed by people."""
    typed: dict[str, str] = {}
    for seed, gaps in FULL:
        for activity in elements(seed, gaps):
            for path, node in activity.walk():
                tag = path.split("/")[-2] if node.tag == "lom:string" else node.tag
                typed[tag] = typed.get(tag, "") + node.text + "".join(node.attributes.values())
    by_people = (
        "lom:entry",
        "lom:title",
        "lom:description",
        "lom:keyword",
        "hx:nonAccreditedProvider",
        "hx:specialty",
        "hx:activityFormat",
        "a:City",
        "a:StateOrProvince",
        "mems:CommercialSupportAmount",
        "x:CommendationTag",
        "x:InKindSupport",
        "x:DeliveryMethod",
        "x:REMSRelatedIdentifier",
        "x:StateContentDomain",
        "x:StateContentTopic",
    )
    lacking = {tag: [sign for sign in ESCAPED if sign not in typed[tag]] for tag in by_people}
    assert not {tag: signs for tag, signs in lacking.items() if signs}


def test_start_and_end_and_answers_differ_so_that_none_can_stand_for_another() -> None:
    """An activity whose start and end, or MIPS and Close record differ shows when one is taken for the other."""
    rows = list(batch(*FULL[0])["activities"].values())
    assert all(row["start_date"] != row["end_date"] for row in rows)
    assert {(row["mips"] == "Yes", row["close_record"] == "Yes") for row in rows} >= {(True, False), (False, True)}
