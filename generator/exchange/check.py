"""Holds a written upload file, portion by portion, against our schema of the PARS subset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from generator.catalog import ACTIVITIES
from generator.exchange.cell_texts import CellText, place_of
from generator.exchange.profile import ACTIVITY, Profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.reread import NotAsMeant, Portion
from generator.exchange.schema import Fault, schema_of
from generator.failure import Failure

_BESIDE = "something beside activities stands in the file"


class Parser:
    """Finds the activities in what was written of a file.

    Args:
        profile: the XML profile.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._parser = etree.XMLParser(
            no_network=True, resolve_entities=False, load_dtd=False,
            remove_blank_text=True,  # between tags alone; half of what is there to be read
            huge_tree=True,  # it is what we wrote; lxml before version 6 refuses an activity of ten megabytes
        )  # fmt: skip

    def root(self) -> None:
        """Looks at the root element.

        Raises:
            NotAsMeant: it is not what the profile says.
        """
        root = self._document(b"")
        if root.tag != self._profile.root_tag or dict(root.attrib.items()) != self._profile.root_attribute_tags:
            raise NotAsMeant(f"the file does not start with {self._profile.root}")

    def activities(self, portion: Portion) -> list[etree._Element]:
        """The activities of a portion, which must hold nothing else; what is in them is for the schema to judge.

        All are parsed together between the tags of the root: when all portions are well-formed so, the file is
        well-formed as a whole, and this takes less time than one long parse.

        Raises:
            NotAsMeant: there are more or fewer, something is beside them, or it is no XML.
        """
        root = self._document(portion.data)
        found, count = list(root), len(portion.sizes)
        if any(child.tag != self._profile.activity_tag for child in found) or any(
            map(_is_said, (root.text, *(child.tail for child in found)))
        ):
            raise NotAsMeant(_BESIDE)
        if len(found) != count:
            raise NotAsMeant(f"{len(found)} activities are written instead of {count}")
        return found

    def _document(self, data: bytes) -> etree._Element:
        try:
            return etree.fromstring(self._profile.document(data), self._parser)
        except etree.XMLSyntaxError as error:
            raise NotAsMeant(f"it is not well-formed XML, {error}") from error


class Checker:
    """Checks what was written against what was meant to be written.

    Args:
        records: where the activities came from, to name the cell behind a fault.
        renderer: what wrote them.
        profile: the XML profile.
    """

    def __init__(self, records: Records, renderer: Renderer, profile: Profile) -> None:
        self._records = records
        self._renderer = renderer
        self._profile = profile
        self._parser = Parser(profile)
        self._schema = schema_of(records.batch.catalog, profile)

    def check_root(self) -> None:
        """Raises Failure when the root element is not what the profile says."""
        try:
            self._parser.root()
        except NotAsMeant as error:
            raise self.failure(error, ()) from error

    def check(self, portion: Portion, deletions: Sequence[int]) -> None:
        """Checks that some activities are as the schema asks, and that nothing else is there.

        Args:
            portion: the activities.
            deletions: for each activity of the file, whether it is to be deleted.

        Raises:
            NotAsMeant: they are not; `failure` makes the sentence, in the thread that wrote them.
        """
        here = deletions[portion.first : portion.first + len(portion.sizes)]
        together = None
        try:
            if self._schema.accepts(self._parser.activities(portion), here):
                return
        except NotAsMeant as error:
            together = error
        for alone, deletion in zip(portion.each(), here, strict=True):
            self._check_alone(alone, deletion=bool(deletion))
        if together is not None:
            raise together

    def _check_alone(self, portion: Portion, *, deletion: bool) -> None:
        """Checks an activity by itself, to tell what is wrong with it."""
        try:
            (activity,) = self._parser.activities(portion)
        except NotAsMeant as error:
            raise NotAsMeant(str(error), portion.first) from error
        if faults := self._schema.faults(activity, deletion=deletion):
            raise NotAsMeant(faults[0][1], portion.first, faults)

    def failure(self, error: NotAsMeant, positions: Sequence[int]) -> Failure:
        """What to raise when some activities are not as they should be: the sentence names the cell behind the first
        fault, or else the row.

        Args:
            positions: of the activities of the file.
        """
        if error.number is None:
            return self._unfit(str(error))
        position = positions[error.number]
        cell = self._cell(error.faults, position) if error.faults else None  # what no parser reads has no cells
        return cell or self._unfit(str(error), position)

    def _cell(self, faults: Sequence[Fault], position: int) -> Failure | None:
        """What to raise for the cell behind the first fault of an activity; None where no cell is."""
        sources = self._renderer.source_map(self._records.at(position))
        for path, message in faults:
            value = _source(sources, path, message)
            if value is not None:
                where = place_of(self._records.batch, value)
                what = f"holds {value!s:.80}, which PARS does not take here" if value else "is blank"
                return Failure(
                    f"{where} ({where.header}) {what}; correct it, check the workbook and export again. Nothing was "
                    "written."
                )
        return None

    def _unfit(self, detail: str, position: int | None = None) -> Failure:
        """What to raise when the fault is the profile's, and no cell's; with the activity that shows it."""
        what = f"The XML profile {self._profile.name} does not fit its own schema, so nothing was written"
        frame = self._records.batch.sheets[ACTIVITIES]
        where = "" if position is None else f"{frame.sheet.title}, row {frame.rows[position]}: "
        return Failure(
            f"{what}; correct {self._profile.places[ACTIVITY]}, or the schema files beside it, or report this: "
            f"{where}{detail}."
        )


def _source(sources: Mapping[str, tuple[CellText, ...]], path: str | None, message: str) -> CellText | None:
    """The value behind a fault: at the path or below it; where there are more, the one that the message quotes, else
    the first."""
    if path is None:
        return None
    below = [value for at, values in sources.items() if at == path or at.startswith(f"{path}/") for value in values]
    quoted = [value for value in below if f"'{value}'" in message]
    return next(iter([*quoted, *below]), None)


def _is_said(text: str | None) -> bool:
    return bool(text and text.strip())
