"""Samples as ACCME might give them, written from the standard alone: FACTS 1, the MEMS v1 schemas and ACCME's names.

Nothing of the profile is used here. A `Dialect` is what the standard leaves open: namespaces and prefixes of ACCME's
own parts, attributes of the root, the order of additions, how days and answers are written there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from tests.exchange.batches import ABA, BOARD, LENT, MONEY, REMS, batch

Node = tuple[str, str, Mapping[str, str], "str | Sequence[Node]"]
"""Part of the file, name, attributes, and text or elements."""
STANDARD = {
    "mems": "http://ns.medbiq.org/metrics/v1/",
    "lom": "http://ltsc.ieee.org/xsd/LOM",
    "hx": "http://ns.medbiq.org/lom/extend/v1/",
    "a": "http://ns.medbiq.org/address/v1/",
}
ORDER = (
    "CommendationTags", "InKindSupports", "DeliveryMethods", "MeasuredOutcomes", "MOCRegistrations", "ForPublicList",
    "FeeForParticipation", "ActivityRegistration", "IsMeritBasedIncentivePaymentSystem", "REMS", "HasStateContentTags",
    "StateContentTags", "activityRecordAction", "closeActivityRecord",
)  # fmt: skip
"""The additions, as ACCME's JSON schema lists them."""


@dataclass(frozen=True)
class Dialect:
    """What the standard leaves open.

    Attributes:
        root: name of the root element.
        spaces: part ("root", "x" for the additions, and those of `STANDARD`) to namespace.
        prefixes: part to prefix, empty for a default namespace; as its own name where it is not given.
        attributes: of the root, as they are written.
        order: of the additions.
        registration: order within a MOCRegistration.
        day: how an addition writes a day.
        answers: how additions write true and false.
    """

    root: str = "ACCMEActivities"
    spaces: Mapping[str, str] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    attributes: str = ""
    order: Sequence[str] = ORDER
    registration: Sequence[str] = ("boardName", "mocPoints", "MOCCreditType", "CreditClaimDate")
    day: str = "{0}-{1}-{2}"
    answers: tuple[str, str] = ("true", "false")

    def prefix(self, part: str) -> str:
        return self.prefixes.get(part, "" if part == "root" else part)

    def namespace(self, part: str) -> str:
        return {"root": "urn:example:pars", "x": "urn:example:pars:additions", **STANDARD, **self.spaces}[part]


TWO = batch(
    [
        {
            "accme_activity_id": 210016939.0, "providership": "Joint", "joint_provider_1": "State Society",
            "rems": "Yes", "mips": "Yes", "commercial_support": "Yes", "outcome_knowledge": "Objective and Subjective",
            "outcome_patient": "Measured", "commendation_tag_1": "Engages Teams", "state_domain_1": "Opioids",
            "state_topic_1": "Prescribing", "physicians": 85.0, "other_learners": 0.0, "close_record": "Yes",
        },
        {"provider_activity_id": "CME-2", "moc": None, "country": None, "state": None, "description": None},
    ],
    [ABA, BOARD],
    [REMS],
    [MONEY, LENT],
)  # fmt: skip
"""The workbook that holds what a `sample` of two activities does."""


def sample(dialect: Dialect, activities: Sequence[int] = (0, 1)) -> str:
    """A sample with the activities of `TWO`."""
    scope = {"": ""}
    start = _start(dialect, "root", dialect.root, {}, scope)
    declared = [
        f" xmlns:{prefix}={quoteattr(dialect.namespace(part))}"
        for part in (*STANDARD, "x")
        if (prefix := dialect.prefix(part)) and prefix not in scope
        and not scope.update({prefix: dialect.namespace(part)})  # type: ignore[func-returns-value]
    ]  # fmt: skip
    made = (_first, _second)
    body = "".join(_text(dialect, made[number](dialect), scope, 1) for number in activities)
    name = _name(dialect, "root", dialect.root)
    attributes = f" {dialect.attributes}" if dialect.attributes else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{"".join(declared)}{attributes}>\n{body}</{name}>\n'


def _name(dialect: Dialect, part: str, name: str) -> str:
    prefix = dialect.prefix(part)
    return f"{prefix}:{name}" if prefix else name


def _start(dialect: Dialect, part: str, name: str, attributes: Mapping[str, str], scope: dict[str, str]) -> str:
    prefix, space = dialect.prefix(part), dialect.namespace(part)
    words = [_name(dialect, part, name)]
    if scope.get(prefix) != space:
        scope[prefix] = space
        words.append(f"xmlns{':' if prefix else ''}{prefix}={quoteattr(space)}")
    return "<" + " ".join([*words, *(f"{key}={quoteattr(value)}" for key, value in attributes.items())])


def _text(dialect: Dialect, node: Node, scope: Mapping[str, str], depth: int) -> str:
    part, name, attributes, content = node
    inner = dict(scope)
    start = f"{' ' * depth}{_start(dialect, part, name, attributes, inner)}>"
    end = f"</{_name(dialect, part, name)}>\n"
    if isinstance(content, str):
        return f"{start}{escape(content)}{end}"
    return f"{start}\n{''.join(_text(dialect, child, inner, depth + 1) for child in content)}{' ' * depth}{end}"


def _e(part: str, name: str, content: str | Sequence[Node], **attributes: str) -> Node:
    return part, name, attributes, content


def _string(text: str, *, prose: bool = True) -> list[Node]:
    return [_e("lom", "string", text, **({"language": "en"} if prose else {}))]


def _identifier(kind: str, entry: str) -> Node:
    return _e("lom", "identifier", [_e("lom", "catalog", kind), _e("lom", "entry", entry)])


def _dates() -> Node:
    start, end = (_e("mems", f"Reporting{w}Date", f"2026-03-{d}") for w, d in (("Start", "10"), ("End", "11")))
    return _e("mems", "ReportDescription", [start, end])


def _times() -> list[Node]:
    return [
        _e("hx", "startDateTime", "2026-03-10T00:00:00"),
        _e("hx", "endDateTime", "2026-03-11T00:00:00"),
    ]


def _learning(general: list[Node], education: list[Node]) -> Node:
    healthcare = _e("hx", "healthcareMetadata", [_e("hx", "healthcareEducation", education)])
    return _e("lom", "lom", [_e("lom", "general", general), healthcare])


def _keyword(source: str, kind: str, value: str) -> Node:
    return _e("lom", "keyword", _string(value), source=source, id=kind)


def _additions(dialect: Dialect, nodes: Sequence[Node]) -> Node:
    return _e("mems", "XtensibleInfo", sorted(nodes, key=lambda node: dialect.order.index(node[1])))


def _answer(dialect: Dialect, name: str, yes: bool) -> Node:
    return _e("x", name, dialect.answers[0 if yes else 1])


def _board(dialect: Dialect, board: str, points: str, types: Sequence[str]) -> Node:
    nodes = [
        _e("x", "boardName", board),
        _e("x", "mocPoints", points),
        *(_e("x", "MOCCreditType", kind) for kind in types),
        _e("x", "CreditClaimDate", dialect.day.format("2026", "12", "31")),
    ]
    return _e("x", "MOCRegistration", sorted(nodes, key=lambda node: dialect.registration.index(node[1])))


def _first(dialect: Dialect) -> Node:
    general = [
        _identifier("Provider Activity ID", "CME-1"),
        _identifier("ACCME Activity ID", "210016939"),
        _identifier("URL", "https://cme.example.org/1"),
        _e("lom", "title", _string("Pain Update")),
        _e("lom", "description", _string("Safe prescribing.")),
        _keyword("01_ABAMCO", "Level 3 ID", "1001"),
        _keyword("01_ABAMCO", "Tag ID", "2001"),
        _keyword("02_ABAMCO", "Free Text", "Airway <skills>"),
    ]
    place = [
        _e("a", "City", "Chicago"),
        _e("a", "StateOrProvince", "IL"),
        _e("a", "Country", [_e("a", "CountryCode", "USA")]),
    ]
    education = [
        _e("hx", "credits", [
            _e("hx", "activityCertification", "AMA PRA Category 1"),
            _e("hx", "nonAccreditedProvider", "State Society"),
            _e("hx", "numberOfCredits", "12.00"),
        ]),
        _e("hx", "targetAudience", [
            _e("hx", "specialty", _string(area, prose=False)) for area in ("Pain Medicine", "Nephrology")
        ]),
        _e("hx", "activityLocation", place),
        *_times(),
        _e("hx", "activitySponsorship", "joint"),
        _e("hx", "activityFormat", _string("Live Course", prose=False)),
        _e("hx", "commercialSupport", "yes"),
    ]  # fmt: skip
    support = _e(
        "mems", "CommercialSupportAmount", "50000", currency="USD", supportSource="REMS Program Companies (RPC)"
    )
    learners = [
        _e("mems", "ParticipantsByCategory", "85", category="physician"),
        _e("mems", "ParticipantsByCategory", "0", category="non-physician"),
    ]
    outcomes = (("Learner Knowledge", ("Objective", "Subjective")), ("Patient Health", ()))
    additions = [
        _e("x", "CommendationTags", [_e("x", "CommendationTag", "Engages Teams")]),
        _e("x", "InKindSupports", [_e("x", "InKindSupport", "", source="Lens & Co")]),
        _e("x", "DeliveryMethods", [_e("x", "DeliveryMethod", "In-Person")]),
        *(
            _e("x", "MeasuredOutcomes", [
                _e("x", "MeasuredOutcome", name), *(_e("x", "MeasurementType", kind) for kind in kinds),
            ])
            for name, kinds in outcomes
        ),
        _e("x", "MOCRegistrations", [
            _board(dialect, "ABA", "12.00", ("Lifelong Learning", "Patient Safety")),
            _board(dialect, "ABIM", "10.25", ("Medical Knowledge",)),
        ]),
        _answer(dialect, "ForPublicList", True),
        _e("x", "FeeForParticipation", "Yes"),
        _e("x", "ActivityRegistration", "Open to all"),
        _answer(dialect, "IsMeritBasedIncentivePaymentSystem", True),
        _e("x", "REMS", [_e("x", "REMSType", "Opioid Analgesic"), _e("x", "REMSRelatedIdentifier", "EG-123456-001")]),
        _answer(dialect, "HasStateContentTags", True),
        _e("x", "StateContentTags", [_e("x", "StateContent", [
            _e("x", "StateContentDomain", "Opioids"), _e("x", "StateContentTopic", "Prescribing"),
        ])]),
        _e("x", "activityRecordAction", "Add"),
        _answer(dialect, "closeActivityRecord", True),
    ]  # fmt: skip
    return _e("mems", "MedicalEducationMetrics", [
        _dates(),
        _e("mems", "ActivityDescription", [_learning(general, education), support]),
        _e("mems", "ParticipationMetrics", learners),
        _additions(dialect, additions),
    ])  # fmt: skip


def _second(dialect: Dialect) -> Node:
    general = [
        _identifier("Provider Activity ID", "CME-2"),
        _identifier("URL", "https://cme.example.org/1"),
        _e("lom", "title", _string("Pain Update")),
    ]
    education = [
        _e("hx", "credits", [
            _e("hx", "activityCertification", "AMA PRA Category 1"), _e("hx", "numberOfCredits", "12.00"),
        ]),
        *_times(),
        _e("hx", "activitySponsorship", "direct"),
        _e("hx", "activityFormat", _string("Live Course", prose=False)),
    ]  # fmt: skip
    additions = [
        _e("x", "DeliveryMethods", [_e("x", "DeliveryMethod", "In-Person")]),
        _answer(dialect, "ForPublicList", True),
        _e("x", "FeeForParticipation", "Yes"),
        _e("x", "ActivityRegistration", "Open to all"),
        _answer(dialect, "IsMeritBasedIncentivePaymentSystem", False),
        _e("x", "activityRecordAction", "Add"),
        _answer(dialect, "closeActivityRecord", False),
    ]
    return _e("mems", "MedicalEducationMetrics", [
        _dates(),
        _e("mems", "ActivityDescription", [_learning(general, education)]),
        _e("mems", "ParticipationMetrics", []),
        _additions(dialect, additions),
    ])  # fmt: skip


XSI = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="urn:example:pars ACCMEActivities.xsd http://ns.medbiq.org/metrics/v1/ metrics.xsd"'
)
DIALECTS = {
    "own names alone": Dialect(),
    "other prefixes": Dialect(
        prefixes={"root": "accme", "mems": "m", "lom": "l", "hx": "h", "a": "addr", "x": "ext"},
        spaces={"root": "http://accme.example.org/pars/2026", "x": "http://accme.example.org/pars/2026/ext"},
    ),
    "default namespaces everywhere": Dialect(
        prefixes=dict.fromkeys(("root", "mems", "lom", "hx", "a", "x"), ""), attributes=XSI
    ),
    "default namespace on additions": Dialect(prefixes={"root": "p", "x": ""}),
    "one namespace for root and additions": Dialect(
        prefixes={"root": "acc", "x": "acc"}, spaces={"root": "urn:example:one", "x": "urn:example:one"}
    ),
    "a prefix of ours for something else": Dialect(prefixes={"x": "a", "a": "x", "lom": "hx", "hx": "lom"}),
    "another order": Dialect(
        order=("activityRecordAction", "closeActivityRecord", *ORDER[4:12], *ORDER[:4]),
        registration=("boardName", "MOCCreditType", "CreditClaimDate", "mocPoints"),
    ),
    "an order that parts the state tags": Dialect(order=("StateContentTags", *reversed([*ORDER[:11], *ORDER[12:]]))),
    "days with a time": Dialect(day="{0}-{1}-{2}T00:00:00"),
    "American days, Yes and No": Dialect(day="{1}/{2}/{0}", answers=("Yes", "No")),
    "all of it": Dialect(
        root="PARSActivities",
        spaces={"root": "", "x": "https://example.org/pars?v=1&w=2"},
        prefixes={"mems": "", "lom": "", "hx": "hc", "x": ""},
        attributes='xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="p.xsd" '
        'schemaVersion="1.0"',
        order=tuple(reversed(ORDER)),
        registration=("CreditClaimDate", "MOCCreditType", "mocPoints", "boardName"),
        day="{0}{1}{2}",
        answers=("1", "0"),
    ),
}
