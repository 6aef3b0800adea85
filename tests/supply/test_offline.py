"""Nothing of PARS Batch goes to the network: no command, no function of the add-in, and no reader of a file that names
an address."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

import addin.cli
from addin import functions
from generator.catalog import load
from generator.cli.app import app
from tests.accme.samples import Dialect, sample
from tests.bench.markdown import workbook

BATCH = """
## Activities
| Provider activity ID | Title | Register for MOC/CC |
|---|---|---|
| A-1                  | Pain  | Yes                 |
| A-2                  | Sleep | No                  |
## MOC
| Provider activity ID | Board |
|---|---|
| A-1                  | ABIM  |
"""
LIST = "Activity ID,Title,Start date\nL-1,Pain,2026-04-05\n"
"""Columns of an LMS."""
KEPT = Path(__file__).parents[1] / "kept" / "2025.1.xlsx"
COMMANDS = [
    "template -o t.xlsx --rows 3",
    "sample -o s.xlsx --activities 4",
    "demo d",
    "handout h --rows 3",
    "check batch.xlsx --highlight h.xlsx --repair r.xlsx",
    "export batch.xlsx -o u.xml",
    "check batch.xlsx --json --against u.xml",
    "export batch.xlsx -o u.json",
    "locate u.xml --line 5",
    "record batch.xlsx --ids ids.csv -o recorded.xlsx",
    "import u.xml -o i.xlsx --rows 3",
    "import list.csv -o l.xlsx --rows 3",
    "upgrade old.xlsx -o new.xlsx",
    "merge old.xlsx batch.xlsx -o all.xlsx",
    "split batch.xlsx --by Title -o parts",
    "setup sample.xml --catalog-dir own --replace",
    "rules",
    "catalog list",
    "catalog show",
    "catalog diff 2025.1 2026.1",
    "addin build -o PARS.xlam",
    "addin checklist -o list.xlsx",
    "addin install",
]
REFUSED = {"addin install"}
"""Only on Windows and macOS, with a sentence elsewhere."""


def leaves(group: Any, path: str = "") -> Iterator[str]:
    """Each command that a person can give, with the groups that it is in."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{path}{name} ")
        else:
            yield path + name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    workbook(load(), BATCH, folder / "batch.xlsx", complete=True)
    shutil.copy(KEPT, folder / "old.xlsx")
    (folder / "ids.csv").write_text("Provider activity ID,ACCME activity ID\nA-1,123456789\n", encoding="utf-8")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    (folder / "sample.xml").write_text(sample(Dialect()), encoding="utf-8")
    (folder / "own").mkdir()
    return folder


def offline(folder: Path, commands: list[str]) -> Mapping[str, Any]:
    script = folder / "commands.json"
    script.write_text(json.dumps([command.split() for command in commands]), encoding="utf-8")
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(folder))
    done = subprocess.run(
        [sys.executable, "-m", "tests.supply.offline", str(folder), str(script)],
        env={**os.environ, **homes}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_every_command_is_tried_here() -> None:
    ours, of_excel = (typer.main.get_command(each) for each in (app, addin.cli.group))
    every = {*leaves(ours), *leaves(of_excel, "addin ")}
    assert {command for command in every if not any(f"{line} ".startswith(f"{command} ") for line in COMMANDS)} == set()


def test_no_command_and_no_function_goes_anywhere(folder: Path) -> None:
    result = offline(folder, COMMANDS)
    seen = [event for event in result["seen"] if not event.startswith(tuple(f"pars {line}" for line in REFUSED))]
    assert seen == []
    assert dict(zip(COMMANDS, result["ends"], strict=True))["export batch.xlsx -o u.xml"] == 0
    assert set(result["functions"]) == {name for name in vars(functions) if name.startswith("PARS_")}


@pytest.fixture
def called() -> Iterator[tuple[str, list[bytes]]]:
    """An address of this computer, and what anybody asked of it: also libraries in other languages, of which Python
    does not know."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def answer() -> None:
            while server.fileno() != -1:
                try:
                    line, _ = server.accept()
                except TimeoutError:
                    continue
                except OSError:
                    return
                with line:
                    asked.append(line.recv(1000))

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
    thread.join()


def test_what_a_file_names_is_not_fetched(tmp_path: Path, called: tuple[str, list[bytes]]) -> None:
    """Types, entities, inclusions, style sheets and schemas that XML may point at, in an upload file, in each part of a
    workbook and in the XML profile of an organization's folder."""
    address, asked = called
    head = f"""<?xml version="1.0"?><?xml-stylesheet href="{address}/s"?>"""
    declared = f"""<!ENTITY e SYSTEM "{address}/e"><!ENTITY % p SYSTEM "{address}/p">%p;"""
    types = f"""<!DOCTYPE r SYSTEM "{address}/dtd" [{declared}]>"""
    root = f"""<r xmlns:i="http://www.w3.org/2001/XInclude" xmlns:x="http://www.w3.org/2001/XMLSchema-instance"
        x:noNamespaceSchemaLocation="{address}/xsd"><i:include href="{address}/i"/>"""
    (tmp_path / "types.xml").write_text(f"{head}{types}{root}&e;</r>", encoding="utf-8")
    (tmp_path / "plain.xml").write_text(f"{head}{root}<activity/></r>", encoding="utf-8")
    (tmp_path / "late.xml").write_text(f"{head}<!--{'x' * 9000}-->{types}{root}&e;</r>", encoding="utf-8")
    batch = workbook(load(), BATCH, tmp_path / "batch.xlsx", complete=True)
    commands = [f"import {name}.xml -o {name}.xlsx --rows 3" for name in ("types", "plain", "late")]
    commands += [f"setup {name}.xml --catalog-dir own" for name in ("types", "plain", "late")]
    for part in ("xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml", "docProps/custom.xml"):
        name = Path(part).stem
        _with_types(batch, part, types, tmp_path / f"{name}.xlsx")
        commands += [f"check {name}.xlsx --repair {name}-r.xlsx", f"export {name}.xlsx -o {name}-out.xml"]
    profile = tmp_path / "own" / "profile"
    profile.mkdir(parents=True)
    shipped = load().folders[-1] / "profile"
    schema = (shipped / "a.xsd.j2").read_text(encoding="utf-8")
    at = schema.index(">", schema.index("<xs:schema")) + 1
    fetched = f'<xs:import namespace="urn:elsewhere" schemaLocation="{address}/schema"/>'
    (profile / "a.xsd.j2").write_text(schema[:at] + fetched + schema[at:], encoding="utf-8")
    commands.append("export batch.xlsx -o by-own.xml --catalog-dir own")
    result = offline(tmp_path, commands)
    assert len(result["ends"]) == len(commands)
    assert [event for event in result["seen"] if not event.startswith("pars ")] == []
    assert asked == []


def _with_types(book: Path, part: str, types: str, target: Path) -> None:
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                text = data.decode()
                end = text.index("?>") + 2 if text.startswith("<?xml") else 0
                data = f"{text[:end]}{types}{text[end:]}".encode()
            archive.writestr(name, data)


def test_a_call_would_be_seen(tmp_path: Path, called: tuple[str, list[bytes]]) -> None:
    """Both ways in which the tests above look."""
    address, asked = called
    program = (
        "import sys, urllib.request, tests.supply.offline as o; sys.addaudithook(o.listen)\n"
        f"try: urllib.request.urlopen({address!r})\nexcept OSError: print(len(o.seen))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0
    with socket.create_connection(("127.0.0.1", int(address.rsplit(":")[-1]))) as line:
        line.sendall(b"GET /")
    for _ in range(50):
        if not asked:
            time.sleep(0.1)
    assert asked == [b"GET /"]
