"""The texts that a sample is made of: topics, titles, places and partners. All are inventions, apart from cities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

TOPICS_OF: Mapping[str, Sequence[str]] = {
    "ABA": (
        "Perioperative Pain Management", "The Difficult Airway", "Regional Anesthesia at the Bedside",
        "Malignant Hyperthermia", "Obstetric Hemorrhage",
    ),
    "ABIM": (
        "Heart Failure in Primary Care", "Antibiotic Stewardship", "Diabetes Technology", "Lupus Nephritis",
        "Sepsis Recognition",
    ),
    "ABOHNS": (
        "Ménière’s Disease", "Pediatric Airway Obstruction", "Cochlear Implant Candidacy", "Chronic Rhinosinusitis",
    ),
    "ABOS": ("Fragility Fractures", "Periprosthetic Joint Infection", "Rotator Cuff Repair", "Compartment Syndrome"),
    "ABPath": ("Reporting of Breast Biopsies", "Transfusion Reactions", "Digital Pathology", "Lymphoma Classification"),
    "ABP": ("Neonatal Hypothermia", "Adolescent Depression Screening", "Childhood Asthma", "Febrile Infants"),
    "ABS": ("Acute Appendicitis", "Hernia Repair", "Surgical Site Infection", "Trauma Resuscitation"),
    "ABTS": (
        "Mitral Valve Repair", "Lung Cancer Screening", "Postoperative Atrial Fibrillation", "Congenital Heart Surgery",
    ),
    "Opioid Analgesic": ("Opioid Analgesics for Chronic Pain", "Tapering Opioids", "Opioid Use Disorder in the Clinic"),
    "Mycophenolate": ("Mycophenolate and Pregnancy Planning", "Counseling on Mycophenolate"),
}  # fmt: skip
"""Topics that suit a board or a REMS program."""
TOPICS = (
    "Safe Handoffs", "Clinician Well-being", "Diagnostic Error", "Shared Decision Making", "Implicit Bias in Care",
    "Telehealth Visits", "Medication Reconciliation", "Advance Care Planning", "Climate and Health",
    "Teaching on Rounds",
)  # fmt: skip
"""Topics for all other activities."""
TITLES = (
    "{topic}: From Evidence to Practice",
    "{topic} & Patient Safety",
    "{topic}: When Is the Risk < 5%?",
    "{topic}: Scores > 3 and What Follows",
    '"Less Is More": {topic}',
    "{topic}: What’s New in {year}",
    "{topic}: A Case-Based Review",
    "Séminaire d’été: {topic}",
    "{topic} for the Whole Team",
)
UNUSUAL_TITLE = "{topic}: 漢方 Medicine Beside the Standard of Care"
"""With characters that a person should look at, and therefore rare."""
FORMAT_TITLES: Mapping[str, str] = {
    "Regularly Scheduled Series": "Grand Rounds: {title}",
    "Enduring Material": "Online Module: {title}",
    "Journal-based CME": "Journal Club: {title}",
    "Manuscript Review": "Reviewing Manuscripts: {title}",
    "Test-Item Writing": "Writing Test Items: {title}",
    "Committee Learning": "Committee Work: {title}",
    "Performance/Quality Improvement": "Improvement Project: {title}",
    "Internet Searching and Learning": "Point-of-Care Searches: {title}",
    "Learning from Teaching": "Preparing to Teach: {title}",
    "Other/Blended Learning": "Blended Course: {title}",
}
SENTENCES = (
    "Learners compare current guidance on {topic} with their own practice.",
    "Cases from several hospitals show where care goes well & where it does not.",
    "Small groups work through decisions when a score is < 2 or > 5.",
    "The faculty discuss “what would you do?” and 'what did happen?' in turn.",
    "Commitments to change are collected and followed up after three months.",
    "A pre-test and a post-test with feedback are part of the activity.",
    "Examples come from naïve and from pre-treated patients, among them a case from Kyōto.",
    "Learners leave with a checklist for {topic} that fits on one page.",
)
STEPS = (
    "Recognize the early signs", "Choose the right test", "Explain risks & benefits", "Plan the follow-up",
    "Involve the whole team",
)  # fmt: skip


class Place(NamedTuple):
    """Where learners meet: city, state (blank outside the USA) and country."""

    city: str
    state: str | None
    country: str


HOME = (
    Place("Chicago", "IL", "USA"), Place("Rochester", "MN", "USA"), Place("San Diego", "CA", "USA"),
    Place("Coeur d’Alene", "ID", "USA"), Place("Washington", "DC", "USA"), Place("San Juan", "PR", "USA"),
    Place("Winston-Salem", "NC", "USA"), Place("St. Louis", "MO", "USA"),
)  # fmt: skip
ABROAD = (
    Place("Montréal", None, "CAN"), Place("京都 (Kyoto)", None, "JPN"), Place("São Paulo", None, "BRA"),
    Place("Zürich", None, "CHE"),
)  # fmt: skip
PARTNERS = (
    "Example Regional Hospital & Clinics", "Sample County Medical Alliance", "Société d’Exemple Médicale",
    "Institute for Invented Studies", "Riverbend Example Health Network", "Patients’ Forum of Sampletown",
)  # fmt: skip
"""Organizations without accreditation that planned an activity together with the provider."""
SUPPORTERS = ("Example Device Makers, Inc.", "Sample & Sons Laboratories", "Invented Imaging GmbH")
STATE_TOPICS = ("Safe prescribing", "Substance use disorders", "Pain management")
FREE_TEXT_AREAS = ("Pain pharmacology", "Airway & ventilation", "Neuraxial blocks in patients > 80 years")
IDS = ("CME-{year}-{n:04d}", "{zeros}{n}", "CME-{year}-{n:04d}", "{year}/{n}-A", "CME-{year}-{n:04d}", "{n}E2")
"""Numbers that providers give their activities; some look like others once Excel reads them as numbers."""
UNLISTED = {"board": "ABXYZ", "content": "9.999", "credit_type": "Patient Safety Plus"}
"""Values that stand in no list, by family of columns."""
NO_DATES = ("spring 2027", "TBD", "February 30, 2027", "6/2027")
NO_NUMBERS = ("two", "2,5", "about 40")
