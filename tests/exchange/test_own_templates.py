"""An organization's templates are data: accidents and mischief in them are one sentence with file and line, within
limits of work and size, and nothing outside the activity is within reach."""

from __future__ import annotations

import gc
import re
import time
import weakref
from pathlib import Path

import pytest
from jinja2 import DictLoader, Undefined

from generator.catalog import CatalogError, load
from generator.exchange.cell_texts import CellText
from generator.exchange.export import export
from generator.exchange.profile import ACTIVITY
from generator.exchange.sandbox import Sandbox
from generator.failure import Failure
from generator.targets import JSON
from tests.exchange.batches import ABA, BOARD, CATALOG, MONEY, REMS, Row, Xml, batch, laid_over

PROFILE = CATALOG.file(f"profile/{ACTIVITY}").parent
MOST_SECONDS = 20
"""Of CPU, for what ends within a second: a limit that does not hold takes minutes, or all memory."""
TOO_MUCH = "it goes on without end, or writes far more than there is to say"
UNSAFE = "a template cannot use"
_GROW = "{% set n = namespace(s=START) %}{% for a in range(99) %}{% set n.s = STEP %}{% endfor %}{{ n.s }}"
_TWICE = (
    "{% set n = namespace(a=[1], b=[1]) %}"
    "{% for i in range(80) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}"
)
_SLICED = "{% set big = START * 90000 %}{% for i in range(90000) %}{% set x = big[1:] %}{% endfor %}"
_HUGE = "{% set big = '0x' ~ 'f' * 200000 %}"
_PAIRS = "{% set n = namespace(s=(1,)) %}{% for a in range(60) %}{% set n.s = (n.s, n.s) %}{% endfor %}"


def grown(start: str, step: str) -> str:
    return _GROW.replace("START", start).replace("STEP", step)


SLIPS = {
    "{{ 1/0 }}": "division by zero",
    "{{ 1//0 }}": "division or modulo by zero",
    "{{ 1 % 0 }}": "modulo by zero",
    "{{ r.title + 1 }}": "can only concatenate str",
    "{{ r.title | round }}": "only a number can be rounded",
    "{{ 5.5 | round(1, 'up') }}": "'common', 'ceil' or 'floor'",
    "{{ 5.5 | round(1, 'up', 2) }}": "round is given too much, too little, or what it does not take",
    "{{ r.title | replace('a') }}": "replace is given too much, too little, or what it does not take",
    "{{ r.title.replace('a') }}": "replace is given too much, too little, or what it does not take",
    "{{ r.title | upper(1) }}": "upper is given too much, too little, or what it does not take",
    "{{ r.title.upper(1) }}": "upper is given too much, too little, or what it does not take",
    "{{ r.title | first(1) }}": "first is given too much, too little, or what it does not take",
    "{{ ''.join([1]) }}": "join is given too much, too little, or what it does not take",
    "{{ dict(1) }}": "dict is given too much, too little, or what it does not take",
    "{{ range('a') }}": "range is given too much, too little, or what it does not take",
    "{{ 1e400 }}": "a number becomes too large",
    "{{ 1e300*1e300 }}": "a number becomes too large",
    "{{ -1e300*1e300 ~ r.title }}": "a number becomes too large",
    "{{ 'inf' | float }}": "a number becomes too large",
    "{{ ['1e999'] | map('float') | first | string }}": "a number becomes too large",
    "{{ 'nan' | float }}": "a number becomes too large",
    "{{ [1e308, 1e308] | sum }}": "a number becomes too large",
    "{{ 1 if r.title is eq else 2 }}": "eq is given too much, too little, or what it does not take",
    "{{ 1 if r.title is filter else 2 }}": "No test named 'filter'",
    "{{ r.titel }}": "an activity has no attribute 'titel'",
    "{{ titel }}": "'titel' is undefined",
    "{{ loop.index }}": "'loop' is undefined",
    "{{ caller() }}": "'caller' is undefined",
    "{{ none }}": "it prints None",
    "{{ none if r.title else 'x' }}": "it prints None",
    "{{ none or none }}": "it prints None",
    "{{ true }}": "it prints True",
    "{{ r.deletion }}": "it prints False",
    "{{ [] }}": "it prints no text",
    "{{ {} }}": "it prints no text",
    "{{ r }}": "it prints no text",
    "{{ range(3) }}": "it prints no text",
    "{{ (-1)**0.5 }}": "it prints no text",
    "{{ r.title | map('upper') | list }}": "it prints no text",
    "{{ r.title[1:1:0] }}": "slice step cannot be zero",
    "{{ [1, 'a'] | sort }}": "not supported between",
    "{{ 'x' < 1 }}": "not supported between",
    "{{ [1, 'a'] | sum }}": "unsupported operand",
    "{{ [] | max }}": "sequence was empty",
    "{{ r.title.split('') }}": "empty separator",
    "{{ r.title.index('zz') }}": "substring not found",
    "{% set r = 5 %}{{ r.title }}": "has no attribute 'title'",
    "{{ r.title() }}": "not callable",
    "{{ 'x' | nothing }}": "No filter named 'nothing'",
    "{{ 'x' is nothing }}": "No test named 'nothing'",
    "{% from 'nothing.j2' import day %}": "the profile has no file nothing.j2",
    "{% for %}": "Expected an expression",
    "{{": "unexpected '<'",
    "{% if 1 %}": "Unexpected end of template",
    "{% endfor %}": "unknown tag 'endfor'",
    "{% do 1 %}": "unknown tag 'do'",
    "{#": "Missing end of comment tag",
    "{{ '\\x00' }}": "a character that XML cannot carry",
    "{{ '\\ud800' }}": "a character that XML cannot carry",
    "{{ '&' | safe }}": "does not fit its own schema",
    "{{ '<x/>' | safe }}": "does not fit its own schema",
    "{{ 1" + "0" * 5000 + " }}": "Exceeds the limit",
}
"""What stands where the title should, and what is said of it."""
WITHOUT_END = {
    "{% macro m() %}{% if varargs %}{% endif %}{% endmacro %}{% set e = [''] * 90000 %}{% for i in range(5000) %}"
    "{{ m(*e) }}{% endfor %}": TOO_MUCH,
    "{{ range(10**9) }}": "Range too big",
    "{% for n in range(1000000000) %}x{% endfor %}": "Range too big",
    "{{ 'a' * 3000000000 }}": TOO_MUCH,
    "{{ 3000000000 * 'a' }}": TOO_MUCH,
    "{{ [1] * 3000000000 }}": TOO_MUCH,
    "{{ ('a', 'b') * 3000000000 }}": TOO_MUCH,
    "{{ 9**9**9**9 }}": "a number becomes too large",
    "{{ 10**100000 }}": "a number becomes too large",
    "{{ 5 | round(-1000000000) }}": "far too many places",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}"
    "{% endfor %}": TOO_MUCH,
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}": TOO_MUCH,
    "{% for i in range(90000) %}{% for a in 'x' * 90 if false %}{% endfor %}{% endfor %}": TOO_MUCH,
    "{% set big = 'a' * 200000 %}{% for i in range(90000) %}{% if 'b' in big %}{% endif %}{% endfor %}": TOO_MUCH,
    "{% set big = 'a' * 200000 %}{% for i in range(90000) %}{% set x = big | upper %}{% endfor %}": TOO_MUCH,
    "{% set big = 'a' * 200000 %}{% for i in range(90000) %}{% set x = big.upper() %}{% endfor %}": TOO_MUCH,
    "{% set big = range(90000) | list %}{% for i in range(90000) %}{% set x = big | sort %}{% endfor %}": TOO_MUCH,
    _TWICE + "{% if n.a is eq(n.b) %}x{% endif %}": TOO_MUCH,
    _TWICE + "{% if n.a is in([n.b]) %}x{% endif %}": TOO_MUCH,
    "{{ ([-1] * 9000) | select('in', range(9000) | list) | list | length }}": TOO_MUCH,
    "{{ ([-1] * 9000) | reject('in', range(9000) | list) | list | length }}": TOO_MUCH,
    "{{ ([{'k': -1}] * 9000) | selectattr('k', 'in', range(9000) | list) | list | length }}": TOO_MUCH,
    "{{ ([{'k': -1}] * 9000) | rejectattr('k', 'in', range(9000) | list) | list | length }}": TOO_MUCH,
    _TWICE + "{{ [n.a] | select('in', [n.b]) | list | length }}": TOO_MUCH,
    _TWICE + "{{ [n.a] | reject('eq', n.b) | list | length }}": TOO_MUCH,
    _TWICE + "{{ [{'k': n.a}] | selectattr('k', 'eq', n.b) | list | length }}": TOO_MUCH,
    _TWICE + "{{ [{'k': n.a}] | rejectattr('k', 'in', [n.b]) | list | length }}": TOO_MUCH,
    _TWICE + "{% if {'k': n.a}.items() == {'k': n.b}.items() %}x{% endif %}": TOO_MUCH,
    _SLICED.replace("START", "'a'"): TOO_MUCH,
    _SLICED.replace("START", "[1]"): TOO_MUCH,
    _HUGE + "{{ big | int(base=16) % 7 }}": "a number becomes too large",
    _HUGE + "{{ [big] | map('int', base=16) | first // 7 }}": "a number becomes too large",
    "{{ 0x" + "f" * 200_000 + " // 7 }}": "a number becomes too large",
    grown("'a'", "n.s.replace('a', 'aaaaaaaaaa')"): TOO_MUCH,
    grown("'a'", "n.s.join([n.s, n.s, n.s])"): TOO_MUCH,
    grown("'ab'", "n.s + n.s"): TOO_MUCH,
    grown("'ab'", "n.s ~ n.s"): TOO_MUCH,
    grown("[1]", "n.s + n.s"): TOO_MUCH,
    grown("'a'", "n.s | replace('a', 'aaaaaaaaaa')"): TOO_MUCH,
    grown("'a'", "[n.s, n.s, n.s] | join(n.s)"): TOO_MUCH,
    grown("'a'", "x").replace("{% set n.s", "{% set x %}{{ n.s }}{{ n.s }}{% endset %}{% set n.s"): TOO_MUCH,
    _PAIRS + "{{ n.s == n.s }}": TOO_MUCH,
    _PAIRS + "{{ n.s | string }}": TOO_MUCH,
    _PAIRS + "{{ n ~ 1 }}{{ 1/0 }}": "division by zero",
    _PAIRS + "{{ [n.s] | unique | first }}": TOO_MUCH,
    _PAIRS + "{{ n.s in {1: 1} }}": TOO_MUCH,
    _PAIRS + "{{ {1: 1}.get(n.s) }}": TOO_MUCH,
    _PAIRS + "{{ {n.s: 1} }}": "must be a text or a number",
    _PAIRS + "{{ {1: 1}[n.s] }}": "must be a text or a number",
    "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}": "it calls itself without end",
    "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(90) }}": TOO_MUCH,
    "{% macro f(n) %}{% if n %}{% set a = f(n-1) %}{% set a = f(n-1) %}{% endif %}{% endmacro %}{{ f(90) }}": TOO_MUCH,
    "{% block a %}{{ self.a() }}{{ self.a() }}{% endblock %}": "it calls itself without end",
    "{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}": "a loop cannot call itself",
    "{% include 'activity.xml.j2' %}": "takes only macros from another",
    "{% extends 'activity.xml.j2' %}": "takes only macros from another",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}": "nested too deeply",
    "{{ " + "not " * 5000 + "1 }}": "nested too deeply",
    "{{ " + "+".join(["1"] * 20000) + " }}": "nested too deeply",
    "{% if 1 %}" * 1500 + "{% endif %}" * 1500: "nested too deeply",
    "".join(f"{{% for a{n} in [1] %}}" for n in range(30)) + "{% endfor %}" * 30: "too many statically nested blocks",
    "{{" * 100000: "nested too deeply",
    "x" * 600_000: "more than 500,000 bytes",
}
ESCAPES = {
    "{{ ''.__class__.__mro__ }}": UNSAFE,
    "{{ ().__class__.__base__.__subclasses__() }}": UNSAFE,
    "{{ r.__class__ }}": UNSAFE,
    "{{ r['__class__'] }}": UNSAFE,
    "{{ r | attr('__class__') }}": "No filter named 'attr'",
    "{{ '' | attr('\\x5f\\x5fclass\\x5f\\x5f') }}": "No filter named 'attr'",
    "{{ [r] | map(attribute='__class__') | first }}": UNSAFE,
    "{{ [r] | map('attr', '__class__') | first }}": "No filter named 'attr'",
    "{{ [r.title] | map(attribute='saying.__func__.__globals__') | first }}": UNSAFE,
    "{{ '{0.__class__}'.format(r.title) }}": UNSAFE,
    "{{ '{a.__class__}'.format_map({'a': r.title}) }}": UNSAFE,
    "{{ '{:1000000000}'.format(1) }}": UNSAFE,
    "{{ '%1000000000d' % 1 }}": "% is for numbers",
    "{{ '%1000000000d' | format(1) }}": "No filter named 'format'",
    "{{ 'x'.center(1000000000) }}": UNSAFE,
    "{{ 'x'.ljust(1000000000) }}": UNSAFE,
    "{{ 'x'.zfill(1000000000) }}": TOO_MUCH,
    "{{ '\t'.expandtabs(1000000000) }}": UNSAFE,
    "{{ (5).to_bytes(1000000000, 'big') }}": UNSAFE,
    "{{ 'x' | center(1000000000) }}": "No filter named 'center'",
    "{{ 'x' | indent(1000000000) }}": "No filter named 'indent'",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}": UNSAFE,
    "{{ lipsum.__globals__ }}": "'lipsum' is undefined",
    "{{ joiner('x') }}": "'joiner' is undefined",
    "{{ namespace.__init__ }}": UNSAFE,
    "{{ range.__class__ }}": UNSAFE,
    "{{ dict.update(r, title='CHANGED') or '' }}{{ r.title }}": "no attribute 'update'",
    "{{ dict['update'](r, title='CHANGED') or '' }}{{ r.title }}": "no attribute 'update'",
    "{{ dict['x'].update(r, title='CHANGED') or '' }}{{ r.title }}": "no attribute 'x'",
    "{{ ''.join.__closure__ }}": UNSAFE,
    "{{ ''.join.__globals__ }}": UNSAFE,
    "{{ self.__init__.__globals__ }}": UNSAFE,
    "{{ self._TemplateReference__context }}": UNSAFE,
    "{{ r.title.of }}": UNSAFE,
    "{{ r.title.of.texts }}": UNSAFE,
    "{{ r._own }}": "no attribute '_own'",
    "{{ r.columns.batch }}": "no attribute 'columns'",
    "{{ r.take_out('moc', 0, 'x') }}": "no attribute 'take_out'",
    "{{ r.update({'title': 'x'}) }}": UNSAFE,
    "{{ r.clear() }}": UNSAFE,
    "{{ [].append(1) }}": UNSAFE,
    "{{ dict(a=1).popitem() }}": UNSAFE,
    "{% include '/etc/passwd' %}": "takes only macros from another",
    "{% import '/etc/passwd' as x %}": "the profile has no file /etc/passwd",
    "{% import '../catalog.toml' as x %}": "the profile has no file ../catalog.toml",
    "{% from 'types.j2' import day with context %}": "macros are taken without context",
}


def own(folder: Path, name: str, old: str, new: str) -> Path:
    """An organization's folder in which one file of the profile says something else."""
    text = (PROFILE / name).read_text(encoding="utf-8")
    assert old in text
    (folder / "profile").mkdir()
    (folder / "profile" / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def refused(folder: Path, row: Row | None = None, format: str = "xml") -> str:
    """What is said when an activity is exported, in one line and before long; nothing is written."""
    began = time.process_time()
    with pytest.raises(Failure) as raised:
        export(batch([row or {}], catalog=laid_over(folder)), [0], folder / "out", format=format)
    assert time.process_time() - began < MOST_SECONDS
    assert not (folder / "out").exists()
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert len(sentence) < 600
    return sentence


def test_a_folder_with_a_profile_is_laid_over_the_catalog(tmp_path: Path) -> None:
    folder = own(tmp_path, ACTIVITY, "{{ r.title }}", "{{ r.title | upper }}")
    loaded, made = load(overlay=folder), laid_over(folder)
    assert (repr(loaded), loaded.folders) == (repr(made), made.folders)


def test_two_exports_in_one_process_write_the_same(tmp_path: Path) -> None:
    """What a macro counts begins anew, and nothing of the first workbook stays in memory."""
    folder = own(tmp_path, ACTIVITY, "{{ r.title }}", "{{ r.title }}{{ count() }}")
    (folder / "profile" / "types.j2").write_text(
        (PROFILE / "types.j2").read_text(encoding="utf-8")
        + "{% set seen = namespace(n=0) %}{% macro count() %}{% set seen.n = seen.n + 1 %}{{ seen.n }}{% endmacro %}",
        encoding="utf-8",
    )
    template = folder / "profile" / ACTIVITY
    template.write_text('{% from "types.j2" import count %}' + template.read_text(encoding="utf-8"), encoding="utf-8")
    catalog = load(overlay=folder)
    data = batch(catalog=catalog)
    export(data, [0], tmp_path / "a.xml")
    frame = weakref.ref(data.sheets["activities"])
    del data
    gc.collect()
    assert frame() is None
    export(batch(catalog=catalog), [0], tmp_path / "b.xml")
    assert Xml(tmp_path / "a.xml").at("lom:title") == ["\n            Pain Update1\n          "]
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()


@pytest.mark.parametrize(("text", "what"), [*SLIPS.items(), *WITHOUT_END.items(), *ESCAPES.items()])
def test_what_a_template_cannot_do_is_one_sentence_with_its_file(text: str, what: str, tmp_path: Path) -> None:
    sentence = refused(own(tmp_path, ACTIVITY, "{{ r.title }}", text))
    assert what in sentence
    assert f"{tmp_path / 'profile' / ACTIVITY}" in sentence


def test_the_line_is_named(tmp_path: Path) -> None:
    sentence = refused(own(tmp_path, ACTIVITY, "{{ r.title }}", "{{ 1/0 }}"))
    line = (PROFILE / ACTIVITY).read_text(encoding="utf-8").partition("{{ r.title }}")[0].count("\n") + 1
    assert f"{ACTIVITY}, line {line}: " in sentence


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("{{ r.title | upper }}", "PAIN UPDATE"),
        ("{{ r.title.upper() }}", "PAIN UPDATE"),
        ("{{ r.title ~ ' ' ~ 2**3 }}", "Pain Update 8"),
        ("{% for w in r.title.split(' ') %}{{ w }}{% if not loop.last %}-{% endif %}{% endfor %}", "Pain-Update"),
        ("{{ r.title.split(' ') | map('first') | join('.') }}", "P.U"),
        ("{{ r.title | replace('Pain', '<Pain>') }}", "<Pain> Update"),
        ("{{ 'x' * 3 + 'y' }}", "xxxy"),
        ("{{ 2.456 | round(1) }}", "2.5"),
        ("{{ 2.456 | round(1, 'floor') }}", "2.4"),
        ("{{ 2.416 | round(1, 'ceil') }}", "2.5"),
        ("{{ 2.456 | round(method='floor') }}", "2.0"),
        ("{{ r.title | replace('a', '', 1) }}", "Pin Update"),
        ("{{ r.title | replace('a', '', count=1) }}", "Pin Update"),
        ("{{ 1 | replace(1, 2) }}", "2"),
        ("{{ r.title.replace('a', 'o') }}", "Poin Updote"),
        ("{{ r.title.replace('a', 'o', 1) }}", "Poin Update"),
        ("{{ '; '.join([r.title, 'x']) }}", "Pain Update; x"),
        ("{{ '7'.zfill(3) }}", "007"),
        ("{{ r.title[:4] }}{{ [1, 2, 3][1:] | join }}", "Pain23"),
        ("{{ [1, 2, 3] | select('odd') | join }}", "13"),
        ("{{ [1, 2, 3] | reject('in', [2]) | join }}", "13"),
        ("{{ 'x' if r.title is string and r.title is ne('y') and nothing is not defined }}", "x"),
        ("{{ dict(a=r.title).a }}", "Pain Update"),
        ("{{ 7 // 2 - 1 }}{{ 9 / 2 }}{{ 'ff' | int(base=16) }}", "24.5255"),
        ("{% macro twice(t) %}{{ t }}{{ t }}{% endmacro %}{{ twice(r.title) }}", "Pain UpdatePain Update"),
        ("{% set n = namespace(c=0) %}{% for a in range(99) %}{% set n.c = n.c + a %}{% endfor %}{{ n.c }}", "4851"),
    ],
)
def test_what_templates_are_for_still_works(text: str, title: str, tmp_path: Path) -> None:
    catalog = laid_over(own(tmp_path, ACTIVITY, "{{ r.title }}", text))
    export(batch(catalog=catalog), [0], tmp_path / "out.xml")
    assert Xml(tmp_path / "out.xml").at("lom:title/lom:string")[0] == title


@pytest.mark.parametrize(
    ("parts", "number"),
    [
        ("boards", 2), ("content_areas", 2), ("rems", 1), ("monetary_support", 1), ("outcomes", 1),
        ("state_contents", 1), ("content_areas[0].keys", 2),
    ],
)  # fmt: skip
def test_what_says_the_same_is_the_same(parts: str, number: int, tmp_path: Path) -> None:
    catalog = laid_over(
        own(tmp_path, ACTIVITY, "{{ r.title }}", f"{{{{ (r.{parts} + r.{parts}) | unique | list | length }}}}")
    )
    measured = next(column.id for column in catalog.sheet("activities").columns if column.stands_for)
    filled = {
        "rems": "Yes", "commercial_support": "Yes", "state_domain_1": "Opioids", "state_topic_1": "Tapering",
        measured: catalog.values_of(catalog.sheet("activities").column(measured)).values[0].value,
    }  # fmt: skip
    export(batch([filled], [BOARD, ABA], [REMS], [MONEY], catalog=catalog), [0], tmp_path / "out.xml")
    assert Xml(tmp_path / "out.xml").at("lom:title/lom:string")[0] == str(number)


def test_the_limit_grows_with_what_there_is_to_say(tmp_path: Path) -> None:
    """A whole cell of signs that XML writes with five characters, on hundreds of rows."""
    supporters: list[Row] = [
        {"provider_activity_id": "CME-1", "supporter": f"{n:03d}" + "&" * 32_000, "kind": "In-kind"} for n in range(300)
    ]
    export(batch([{"commercial_support": "Yes"}], support=supporters), [0], tmp_path / "out.xml")
    assert len(Xml(tmp_path / "out.xml").at("x:InKindSupport/@source")) == 300


@pytest.mark.parametrize("text", ["{{ 1/0 }}", "{{ none }}", "{{ 'a' * 3000000000 }}", "{{"])
def test_the_template_of_the_json_is_kept_alike(text: str, tmp_path: Path) -> None:
    sentence = refused(own(tmp_path, "activity.json.j2", "{{ r.title }}", text), format=JSON)
    assert f"{tmp_path / 'profile' / 'activity.json.j2'}" in sentence


FILLED = '{{ filled("Filled") }}'
HX = 'schemaLocation="pars-batch:hx.xsd"'
SCHEMAS = {
    "another file": (HX, 'schemaLocation="/etc/passwd"', "it takes in '/etc/passwd'"),
    "a file by its address": (HX, 'schemaLocation="file:///etc/passwd"', "it takes in 'file:///etc/passwd'"),
    "an address": (FILLED, f'<xs:import namespace="urn:q" schemaLocation="http://127.0.0.1:9/x"/>{FILLED}', "takes in"),
    "an inclusion": (FILLED, f'<xs:include schemaLocation="/etc/passwd"/>{FILLED}', "it takes in '/etc/passwd'"),
    "a redefinition": (FILLED, f'<xs:redefine schemaLocation="/etc/passwd"/>{FILLED}', "it takes in '/etc/passwd'"),
    "a document type": ("{% from", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{% from', "a document type"),
    "a circle": (FILLED, f'<xs:simpleType name="Q"><xs:restriction base="t:Q"/></xs:simpleType>{FILLED}', "circular"),
    "a depth": (FILLED, "<a>" * 9000 + "</a>" * 9000, "Excessive depth"),
    "a division": (FILLED, "{{ 1/0 }}", "division by zero"),
    "a list without end": (FILLED, "{% for a in range(9999) %}{{ '<a/>' * 9999 }}{% endfor %}", TOO_MUCH),
    "half of it": ("</xs:schema>", "", "is no XML Schema"),
}


@pytest.mark.parametrize("what", SCHEMAS)
def test_a_schema_stays_inside_the_profile(what: str, tmp_path: Path) -> None:
    old, new, said = SCHEMAS[what]
    sentence = refused(own(tmp_path, "lom.xsd.j2", old, new))
    assert said in sentence
    assert f"{tmp_path / 'profile' / 'lom.xsd.j2'}" in sentence


def test_a_pattern_that_asks_for_too_much(tmp_path: Path) -> None:
    endless = '<xs:restriction base="t:Filled"><xs:pattern value="((.{1,1000}){1,1000}){1,1000}b"/>'
    folder = own(tmp_path, "lom.xsd.j2", '<xs:restriction base="t:Filled">', endless)
    assert "a pattern" in refused(folder, {"description": "a" * 2500})


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe<", "<xs:schema/>".encode("utf-16")])
def test_a_file_that_is_no_schema(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "x.xsd.j2").write_bytes(data)
    assert f"{tmp_path / 'profile' / 'x.xsd.j2'}" in refused(tmp_path)


def test_files_that_are_large_altogether(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    for number in range(30):
        (tmp_path / "profile" / f"{number}.txt").write_bytes(b"x" * 400_000)
    with pytest.raises(CatalogError, match="10,000,000 bytes altogether"):
        load(overlay=tmp_path)


@pytest.mark.parametrize(
    ("kind", "form"), [("filters", "{{{{ 1 | {} }}}}"), ("tests", "{{{{ 1 is {} }}}}"), ("methods of texts", "")]
)
def test_the_documentation_lists_what_a_template_may_use(kind: str, form: str) -> None:
    told = (Path(__file__).parents[2] / "docs" / "catalog.md").read_text(encoding="utf-8")
    (row,) = [line for line in told.splitlines() if line.startswith(f"| {kind}")]
    listed = set(re.findall(r"`(\w+)`", row.split("|")[-2]))
    sandbox = Sandbox(DictLoader({}), str)
    if not form:
        assert listed == {name for name in dir(CellText) if name[0] != "_" and usable(sandbox, name)}
        return
    known = sandbox.filters if kind == "filters" else sandbox.tests
    assert listed == {name for name in known if name.isalpha()}
    for name in listed:
        sandbox.from_string(form.format(name))


def usable(sandbox: Sandbox, method: str) -> bool:
    found = sandbox.getattr(CellText("x"), method)
    return callable(found) and not isinstance(found, Undefined)
