"""Days and answers of a sample beside ours: which form each element gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.accme import forms
from generator.accme.differences import Told
from generator.accme.ours import ANSWER, TIME, Ours
from generator.accme.sample import Sample
from generator.exchange.profile import ADDITIONS, SETTINGS
from generator.exchange.spelling import ANSWERS, MIDNIGHT

_UNKNOWN = "It is written in no one way that we know."
_OF_STANDARD = "The standard behind the file (MEMS) has it so, and the file is checked by it."
_ZONE = (
    "MEMS allows a time zone, but one can move the activity to another day, and a workbook has days without times; "
    "they are written without a zone, which MEMS allows too."
)
_MOST_SHOWN = 3


@dataclass
class Texts:
    """Finds the forms of days and answers, and tells which are others than ours.

    Attributes:
        sample, own: what is compared.
        kept: name of an element to its form, as the profile in force has it.
        told: gets what differs.
    """

    sample: Sample
    own: Ours
    kept: Mapping[str, str]
    told: Told

    def forms(self) -> dict[str, str]:
        """Name of an element to how its day or its answer is written, where that is not the template's own way.

        What the sample does not show, or shows so that nothing can be learned, stays as the profile in force has it. An
        answer in the additions that it does not show goes with those that it shows as long as they were written alike:
        then a file never has two forms side by side only because a sample is short.
        """
        found = dict(self._shown())
        found |= self._with_the_others(found)
        paths = {name: path for path, name in self._places()}
        return {
            name: form
            for name, form in {**self.kept, **found}.items()
            if self.kept.get(name) == form or form != self._template(paths[name])
        }

    def _shown(self) -> Iterator[tuple[str, str]]:
        for path, name in self._places():
            place = self.sample.places.get(path)
            if place is None or not place.texts:
                continue
            texts = list(place.texts)
            if self.own.kinds[name] == ANSWER:
                form = forms.answer_form(texts)
                fitting: tuple[str, ...] = (form,) if form else ()
            else:
                fitting = forms.day_forms(texts)
            addition, now = _is_addition(path), self._now(path)
            seen = ", ".join(texts[:_MOST_SHOWN])
            if not fitting:
                self.told.differs(self._what(name), now, seen, _UNKNOWN)
            elif len(fitting) > 1:
                if now not in fitting:
                    why = _several(name, fitting) if addition else _OF_STANDARD
                    self.told.differs(self._what(name), now, seen, why)
            elif addition:
                self.told.differs(self._what(name), now, fitting[0])
                yield name, fitting[0]
            elif why := _why_not(self.own.kinds[name], self._template(path), fitting[0]):
                self.told.differs(self._what(name), self._template(path), fitting[0], why)

    def _with_the_others(self, found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        answers = {name: path for path, name in self._places() if _is_addition(path)}
        answers = {name: path for name, path in answers.items() if self.own.kinds[name] == ANSWER}
        before = {self._now(answers[name]) for name in found if name in answers}
        after = {form for name, form in found.items() if name in answers}
        if len(before) != 1 or len(after) != 1 or before == after:
            return
        for name, path in answers.items():
            shown = self.sample.places.get(path)
            if name not in found and not (shown and shown.texts) and self._now(path) in before:
                form = next(iter(after))
                self.told.differs(self._what(name), self._now(path), f"{form} (not shown; as its other answers)")
                yield name, form

    def _places(self) -> Iterator[tuple[str, str]]:
        """Path and name of each element with a day or an answer."""
        for path in self.own.places:
            name = path.rpartition("/")[2]
            if name in self.own.kinds:
                yield path, name

    def _what(self, name: str) -> str:
        return f"{'Answer' if self.own.kinds[name] == ANSWER else 'Day'} in {name}"

    def _now(self, path: str) -> str:
        return self.kept.get(path.rpartition("/")[2], self._template(path))

    def _template(self, path: str) -> str:
        """The form that the template itself writes."""
        kind = self.own.kinds[path.rpartition("/")[2]]
        if kind == ANSWER:
            return ANSWERS[0] if _is_addition(path) else ANSWERS[4]
        return forms.DAY + (MIDNIGHT if kind == TIME else "")


def _is_addition(path: str) -> bool:
    return ADDITIONS in path.split("/")


def _several(name: str, fitting: Sequence[str]) -> str:
    return (
        f"It can be read as {' and as '.join(fitting)}, so nothing was learned from it. Give a sample with a day above "
        f'the 12th of a month, or write {name} = "{fitting[0]}", whichever is right, under [forms] of {SETTINGS}.'
    )


def _why_not(kind: str, ours: str, theirs: str) -> str:
    """Why the standard's own part cannot be as a sample has it; empty where both are the same to the standard: a day
    with some time, without a zone, is one."""
    if ours == theirs:
        return ""
    if kind == ANSWER or not theirs.startswith(forms.DAY) or forms.has_time(ours) != forms.has_time(theirs):
        return _OF_STANDARD
    return _ZONE if forms.has_zone(theirs) else ""
