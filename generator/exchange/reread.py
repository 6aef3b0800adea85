"""Reads a written upload file again, so that what is checked is what stands on the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from generator.exchange.profile import Profile
from generator.failure import Failure

_PORTION = 256 * 1024
"""Bytes of activities that are parsed together, unless one alone has more."""
_BESIDE = "something beside activities stands in the file"
NOT_AS_WRITTEN = "The file was not written as it should be, so nothing was; export again, or to another place."
"""What to say of a file that does not hold what was written into it, which is nobody's fault but the disk's."""


class NotAsMeant(Exception):
    """What stands in a file is not what was to be there; the message says what of it, in a clause.

    Attributes:
        number: of the activity, counted from 0; None when it is none of them.
    """

    def __init__(self, detail: str, number: int | None = None) -> None:
        super().__init__(detail)
        self.number = number


@dataclass(frozen=True)
class Portion:
    """Some activities of a file.

    Attributes:
        first: the number of the first of them, counted from 0.
        sizes: the bytes of each.
        data: the bytes of all.
    """

    first: int
    sizes: Sequence[int]
    data: bytes = field(repr=False)


class Reader:
    """Reads activities between the tags of the root element.

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

    def portions(self, path: Path, sizes: Sequence[int]) -> Iterator[Portion]:
        """A file in portions, which together are all of it but the tags of the root element.

        Args:
            path: the file.
            sizes: the bytes of each activity, in the order of the file.

        Raises:
            Failure: the file does not begin or end as it was written, or is longer or shorter.
            NotAsMeant: what it begins with is not the root element of the profile.
        """
        opening, closing = self._profile.opening.encode(), self._profile.closing.encode()
        if not self._starts():
            raise NotAsMeant(f"the file does not start with {self._profile.root}")
        with path.open("rb") as file:
            if file.read(len(opening)) != opening:
                raise Failure(NOT_AS_WRITTEN)
            first = 0
            while first < len(sizes):
                end, total = first + 1, sizes[first]
                while end < len(sizes) and total + sizes[end] <= _PORTION:
                    total += sizes[end]
                    end += 1
                data = file.read(total)
                if len(data) < total:
                    raise Failure(NOT_AS_WRITTEN)
                yield Portion(first, sizes[first:end], data)
                first = end
            if file.read(len(closing) + 1) != closing:
                raise Failure(NOT_AS_WRITTEN)

    def activities(self, portion: Portion) -> Iterator[etree._Element]:
        """The activities of a portion, which must hold nothing else; what is in them is for the schema to judge.

        All are parsed together between the tags of the root: when all portions are well-formed so, the file is
        well-formed as a whole, and this takes less time than one long parse.

        Raises:
            NotAsMeant: there are more or fewer, something is beside them, or it is no XML.
        """
        with suppress(NotAsMeant):
            return iter(self._parsed(portion.data, len(portion.sizes)))
        return self._one_by_one(portion)  # to tell which of them is at fault

    def _one_by_one(self, portion: Portion) -> Iterator[etree._Element]:
        start = 0
        for number, size in enumerate(portion.sizes, portion.first):
            try:
                yield from self._parsed(portion.data[start : start + size], 1)
            except NotAsMeant as error:
                raise NotAsMeant(str(error), number) from error
            start += size

    def _parsed(self, data: bytes, count: int) -> list[etree._Element]:
        root = self._root(data)
        found = list(root)
        if any(child.tag != self._profile.activity_tag for child in found) or any(
            map(_is_said, (root.text, *(child.tail for child in found)))
        ):
            raise NotAsMeant(_BESIDE)
        if len(found) != count:
            raise NotAsMeant(f"{len(found)} activities are written instead of {count}")
        return found

    def _starts(self) -> bool:
        """Whether the root element is the one of the profile."""
        root = self._root(b"")
        return root.tag == self._profile.root_tag and dict(root.attrib.items()) == self._profile.root_attribute_tags

    def _root(self, data: bytes) -> etree._Element:
        try:
            return etree.fromstring(self._profile.document(data), self._parser)
        except etree.XMLSyntaxError as error:
            raise NotAsMeant(f"it is not well-formed XML, {error}") from error


def _is_said(text: str | None) -> bool:
    return bool(text and text.strip())
