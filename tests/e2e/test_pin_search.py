"""The demo's search for a PIN: it finds every way to write one, and no digits by chance."""

from pathlib import Path

import pytest

from demo.pin_search import files_with

PIN = "4711"


@pytest.mark.parametrize(
    "content",
    [
        b"DISARM SV 4711",
        b'{"pin":"4711"}',
        b'{"pin":4711}',
        b"pin: 4711\n",
        b"Body=DISARM+SV+4711&To=",
        b"Body=DISARM%20SV%204711",
        b"Body=disarm%20sv%204711.",
        b"%34%37%31%31",
        b"\\u0034\\u0037\\u0031\\u0031",
        b"&#52;&#55;&#49;&#49;",
        b"disarm sv 4711and the next column of a row",
        "DISARM SV 4711".encode("utf-16-le"),
        "DISARM SV 4711".encode("utf-16-be"),
        "DISARM SV\u00a04711".encode(),
    ],
)
def test_found(tmp_path: Path, content: bytes) -> None:
    """A PIN that somebody wrote, by itself or in an address or a document."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "file").write_bytes(b"\0before " + content + b"\0")
    assert files_with(tmp_path, PIN) == ("below/file",)


@pytest.mark.parametrize(
    "content",
    [
        b"2026-11-21T21:47:11",
        b"2026-11-21 21:22:45.4711",
        b"0a4711ff",
        b"1b2c-4711-ffff",
        b"47110",
        b"+15554711",
        b"01JD4711XYZ",
        b"",
    ],
)
def test_not_found(tmp_path: Path, content: bytes) -> None:
    """Digits of times, numbers and ids."""
    (tmp_path / "file").write_bytes(content)
    assert files_with(tmp_path, PIN) == ()


def test_links_are_not_followed(tmp_path: Path) -> None:
    """The integration's own code is no file of the house."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "example").write_bytes(b" 4711 ")
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "link").symlink_to(tmp_path / "code")
    assert files_with(tmp_path / "house", PIN) == ()
