"""The lists of a catalog: which values PARS offers, what each stands for, and how a cell's text is read as one of
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from generator.catalog.texts import fold, tidy
from generator.failure import Failure

OFFERED = "offered"
"""Status of a value that drop-downs show and checks accept."""
ANNOUNCED = "announced"
"""Status of a value that is not in force yet."""
STATUSES = (OFFERED, ANNOUNCED, "legacy", "guess")
"""Every status a value can have; only offered values are accepted, the others are kept for upgrading."""
YES, NO = "yes", "no"
"""What the values of the list of answers mean."""

LONGEST_ENTRY = 200
"""Characters of a value or of an entry of a drop-down, such that formulas can still look it up."""
WILD = frozenset("*?~|")
"""What formulas that look a text up read as a wild card or, the last one, as the end of an owner."""
_UNWILD = str.maketrans(dict.fromkeys(WILD, " "))


class CatalogError(Failure):
    """A catalog file that cannot be used: one sentence with the file and, where there is one, the line."""


OWN = "own"
"""The confidence of a value that an organization vouches for."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a list.

    Attributes:
        value: the text in cells, as PARS writes it.
        status: one of `STATUSES`.
        source: keys of the catalog's sources.
        confidence: official, official-old YEAR, secondary or inferred.
        means: what rules know it as, whatever its text ("yes", "delete"); empty for a value that no rule asks for.
        extra: the further fields of the list's file by name; an empty text where the file leaves one blank.
        place: file and line, for messages.
    """

    value: str
    status: str
    source: str
    confidence: str
    means: str
    extra: Mapping[str, str]
    place: str = field(default="", compare=False, repr=False)

    def fault(self, sentence: str) -> CatalogError:
        """What to raise when the value does not fit what else the catalog says."""
        return CatalogError(f"{self.place}: {sentence}")

    @property
    def offered(self) -> bool:
        return self.status == OFFERED

    @property
    def vouched(self) -> bool:
        """An official source names this value, or the organization itself."""
        return self.confidence == OWN or self.confidence.startswith("official")

    @property
    def unconfirmed(self) -> bool:
        """Nobody vouches for this value."""
        return not self.vouched

    @property
    def file_value(self) -> str:
        """The text that stands for this value in the upload file."""
        return self.extra.get("file_value") or self.value

    def is_set(self, name: str) -> bool:
        """Whether the yes/blank field `name` says yes."""
        return self.extra.get(name, "") == "yes"


@dataclass(frozen=True)
class ValueList:
    """A list of values.

    Attributes:
        name: its stable name, also the name of its file.
        title: its name for people.
        closed: complete from an official source, so that a value outside is invalid.
        owns: the field by which the values of other lists name a value of this one ("board"), or None.
        by: the same field, in a list whose values belong to those of another, or None.
        values: all values in order, offered or not.
        names: fields with further names, parted by semicolons, under which PARS shows a value; they are read as the
            value.
        label: the field whose last step (after " > ") drop-downs show beside the value, or None.
        every: the word that stands for all values of an owner, or None.
        suggests: whether near values may be offered for a value that is not in the list.
        needed: every offered owner must have a value here.
        identifiers: its values are identifiers, which must be typed as text.
        promised: the field of an owner that says that it has such values, though none may be listed yet; or None.
        fields: the further fields of its file.
        whole, flags: those of them that are whole numbers or blank, and yes or blank.
        place: file and line of its entry in catalog.toml, for messages.
    """

    name: str
    title: str
    closed: bool
    owns: str | None
    by: str | None
    values: tuple[Value, ...]
    names: tuple[str, ...] = ()
    label: str | None = None
    every: str | None = None
    suggests: bool = True
    needed: bool = False
    identifiers: bool = False
    promised: str | None = None
    fields: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    place: str = ""

    @property
    def compares(self) -> bool:
        """Whether it is told when a value is not in the list. Not where it names one or two of very many
        (`suggests` is false), until an organization has a list of its own."""
        return self.closed or self.suggests or any(value.confidence == OWN for value in self.values)

    def offered(self, owner: str | None = None) -> tuple[Value, ...]:
        """The offered values, of `owner` only where the list belongs to another (the board code)."""
        if owner is None:
            return tuple(v for v in self.values if v.offered)
        return self._by_owner.get(fold(owner), ())

    def find(self, text: str, owner: str | None = None) -> Value | None:
        """The offered value that `text` means (spaces, case and quotes aside, or by its full name), or None."""
        return self._index.get((fold(owner) if owner is not None else "", fold(self.read(text))))

    def meaning(self, what: str) -> Value:
        """The offered value that rules know as `what`.

        Raises:
            CatalogError: there is none.
        """
        for value in self.values:
            if value.means == what and value.offered:
                return value
        asked = "which the rules or the upload file ask for; put it there"
        raise CatalogError(
            f"{self.place}: no offered value of the list {self.name} has {what!r} in the field means, {asked}."
        )

    def fact(self, value: Value, name: str) -> str:
        """What a further field of the list's file says of a value.

        Raises:
            CatalogError: the list has no such field.
        """
        if name not in self.fields:
            raise CatalogError(
                f"{self.place}: the list {self.name} must have the field {name!r}, which the rules or the upload file "
                "ask for."
            )
        return value.extra.get(name, "")

    def entry(self, value: Value) -> str:
        """What the drop-down shows for a value: the value itself, or with its label as in PHYS-0001 · Pain
        Transmission."""
        label = value.extra.get(self.label or "", "").rpartition(" > ")[2].translate(_UNWILD)
        return tidy(f"{value.value} · {label}")[:LONGEST_ENTRY] if label else value.value

    @cached_property
    def readings(self) -> dict[str, str]:
        """Folded texts other than values, such as full names and entries of drop-downs, to the value that they are read
        as."""
        values = {fold(value.value) for value in self.offered()}
        readings: dict[str, str] = {}
        for value in self.offered():
            names = (name for field in self.names for name in value.extra.get(field, "").split(";"))
            for text in map(fold, (self.entry(value), *names)):
                if text and text not in values:
                    readings.setdefault(text, value.value)
        return readings

    def read(self, text: str) -> str:
        """The value that a full name or an entry of the drop-down stands for; any other text itself."""
        return self.readings.get(fold(text), text) if self.readings else text

    def every_of(self, text: str, owner: str) -> tuple[Value, ...]:
        """The values of an owner when `text` is the word for all of them; otherwise none."""
        return self.offered(owner) if self.every is not None and fold(text) == fold(self.every) else ()

    def vouched_for(self, owner: str) -> bool:
        """Whether this list can refuse another value for that owner: it is complete, or somebody vouches for a value of
        the owner."""
        return self.closed or any(value.vouched for value in self.offered(owner))

    def owners_of(self, text: str) -> tuple[str, ...]:
        """The owners (board codes) that offer `text`; empty for a list that belongs to none."""
        return self._owners.get(fold(text), ())

    @cached_property
    def _owners(self) -> dict[str, tuple[str, ...]]:
        owners: dict[str, tuple[str, ...]] = {}
        for value in self.offered() if self.by else ():
            owners[fold(value.value)] = (*owners.get(fold(value.value), ()), value.extra[self.by or ""])
        return owners

    @cached_property
    def _by_owner(self) -> dict[str, tuple[Value, ...]]:
        owners: dict[str, list[Value]] = {}
        for value in self.offered():
            if self.by:
                owners.setdefault(fold(value.extra[self.by]), []).append(value)
        return {owner: tuple(values) for owner, values in owners.items()}

    @cached_property
    def _index(self) -> dict[tuple[str, str], Value]:
        index: dict[tuple[str, str], Value] = {}
        for value in self.offered():
            if self.by:
                index.setdefault((fold(value.extra[self.by]), fold(value.value)), value)
            index.setdefault(("", fold(value.value)), value)
        return index
