"""`python -m tests.hostile.atheris_upload SECONDS FOLDER`: any bytes as a file of activities are read, or refused
in one sentence."""

from __future__ import annotations

import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["generator.exchange.incoming"], enable_loader_override=False):
    from generator.exchange.incoming import incoming

from tests.hostile.led import fuzz, in_one_sentence

FILE = Path(tempfile.mkdtemp()) / "upload.xml"
SEEDS = [
    b'<?xml version="1.0"?><a:activities xmlns:a="urn:a"><a:activity><a:title>T</a:title></a:activity></a:activities>',
    '<?xml version="1.0" encoding="UTF-16"?><activities><activity/></activities>'.encode("utf-16"),
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    b"<a><!-- c --><?p i?><![CDATA[x]]><b c='d'/></a>",
]


def one(data: bytes) -> None:
    FILE.write_bytes(data)
    in_one_sentence(lambda: [activity.tag for activity in incoming(FILE).activities()])


if __name__ == "__main__":
    fuzz(one, SEEDS)
