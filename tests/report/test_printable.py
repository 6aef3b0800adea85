from generator.printable import printable


def test_printable() -> None:
    assert printable("Café β 漢 💯 — ’") == "Café β 漢 💯 — ’"
    assert printable("a\tb\nc\x00\x7f\x9b\u200b\u202e\u2066\ufeff\u2028\ud800\xadz") == "a□b□c□□□□□□□□□□z"
    assert printable("no\u00a0break") == "no\u00a0break"
