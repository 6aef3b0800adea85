"""Any slip in any file: a catalog is refused in one sentence that names the file, or it does all that it has to do."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.catalog import Catalog, load, newest
from generator.failure import Failure
from generator.template.live import marks_digest
from tests.catalog.edits import Edit, edits
from tests.catalog.versions import VERSION, Versions
from tests.catalog.working import make_template, work

SHIPPED = {"catalog.toml": 60, "columns.csv": 60, "messages.toml": 30, "sources.csv": 5, "lists": 35, "profile": 30}
"""How many edits are tried of each file, or of the files of a folder."""
OWN = {"catalog.toml": 10, "lists": 15, "profile": 5}
"""The same for an organization's folder."""
SEED = 20_251
EVERY = 12
"""Of so many catalogs that are taken, one becomes a template too, which takes longest."""
WITHOUT_LINE = re.compile(
    r"(is|are) missing|has no (text|number|column)|No catalog|exactly one|is offered, but"
    r"|does not fit its own schema|is no XML Schema|must be (true|a text)|more columns of the|offers no value"
)
"""What is said of something that stands in no line, or in several."""
OWN_FILES = {
    "catalog.toml": """[settings]
mips_low_credits = 3
rpc_id_mask = "EG-###"
credit_step = 0.5
earliest_year = 2010
description_limit = 2000
[lists]
supporters = { closed = true }
content_outlines = { closed = true }
""",
    "lists/content_outlines.add.csv": """value,status,source,confidence,board,kind,path
1001,offered,a letter,own,ABA,Level 3 ID,A > B > Pain
""",
    "lists/boards.add.csv": """value,status,source,confidence,name,content_selections,outline,outline_code
ABEM,offered,a letter,own,American Board of Emergency Medicine,0,,
ABIM,offered,a letter,own,American Board of Internal Medicine,2,Blueprint,ABIMBP
""",
    "lists/credit_types.add.csv": """value,status,source,confidence,board,improvement
LLSA,offered,a letter,own,ABEM,
""",
    "lists/practice_areas.add.csv": """value,status,source,confidence,board
Trauma,offered,a letter,own,ABEM
""",
    "lists/supporters.csv": """value,status,source,confidence
Acme,offered,a letter,own
""",
}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Versions]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Versions(tmp_path_factory.mktemp("edits") / "versions", monkeypatch)
    newest.cache_clear()
    marks_digest.cache_clear()


@pytest.fixture(scope="module")
def own(versions: Versions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organization's folder with something in every kind of file."""
    folder = tmp_path_factory.mktemp("own")
    for name in ("profile/profile.toml", "profile/types.j2"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(versions.path(name).read_bytes())
    for name, text in OWN_FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def drawn(folder: Path, name: str, number: int) -> Edit:
    """An edit of a file, or of a file of a folder; the same number draws the same one."""
    chance = random.Random(f"{SEED} {name} {number}")
    path = folder / name
    if path.is_dir():
        path = chance.choice(sorted(path.iterdir()))
    lines = path.read_text(encoding="utf-8").count("\n")
    return chance.choice(list(edits(folder, str(path.relative_to(folder)), {chance.randrange(1, lines + 1)})))


def tried(edit: Edit, folder: Path, overlay: Path | None) -> Catalog | None:
    """The catalog with one line changed, when it does all that it has to do; None when it is refused."""
    path = folder / edit.file
    before = path.read_bytes()
    path.write_text(edit.text, encoding="utf-8")
    newest.cache_clear()
    marks_digest.cache_clear()
    try:
        catalog = load(overlay=overlay)
        work(catalog)
    except Failure as failure:
        assert_a_sentence(str(failure))
        return None
    else:
        return catalog
    finally:
        path.write_bytes(before)


def assert_a_sentence(sentence: str) -> None:
    """It names a file, and the line; where a line is missing, there is none to name."""
    assert re.search(r"\w\.(toml|csv|j2)\b", sentence), sentence
    assert "\n" not in sentence, sentence
    assert sentence[0] == "/" or sentence[0].isupper(), sentence
    assert re.search(r", line \d+: ", sentence) or WITHOUT_LINE.search(sentence), sentence


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, count in SHIPPED.items() for number in range(count)]
)
def test_an_edit_of_the_shipped_catalog(versions: Versions, name: str, number: int) -> None:
    edit = drawn(versions.folder / VERSION, name, number)
    catalog = tried(edit, versions.folder / VERSION, None)
    if catalog is not None and number % EVERY == 0:
        make_template(catalog)


@pytest.mark.parametrize(("name", "number"), [(name, number) for name, count in OWN.items() for number in range(count)])
def test_an_edit_of_an_organizations_folder(versions: Versions, own: Path, name: str, number: int) -> None:
    catalog = tried(drawn(own, name, number), own, own)
    if catalog is not None and number % EVERY == 0:
        make_template(catalog)


def test_what_is_not_edited_is_taken(versions: Versions, own: Path) -> None:
    for overlay in (None, own):
        catalog = load(overlay=overlay)
        work(catalog)
        make_template(catalog)
