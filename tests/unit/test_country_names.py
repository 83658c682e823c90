"""What countries are called."""

from pathlib import Path

import pytest

from custom_components.twilio import country_names as module
from custom_components.twilio.country_names import country_names


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("Germany", "Côte d'Ivoire", "Kosovo")),
        ("de", ("Deutschland", "Elfenbeinküste", "Kosovo")),
        ("es", ("Alemania", "Costa de Marfil", "Kosovo")),
        ("fr", ("Allemagne", "Côte d'Ivoire", "Kosovo")),
        ("nl", ("Duitsland", "Ivoorkust", "Kosovo")),
        ("pt-BR", ("Alemanha", "Costa do Marfim", "Kosovo")),
        ("tlh", ("Germany", "Côte d'Ivoire", "Kosovo")),
    ],
)
def test_names(language: str, expected: tuple[str, ...]) -> None:
    """Each country has a name in each language of this integration, in order."""
    names = country_names(language)
    assert (names["DE"], names["CI"], names["XK"]) == expected
    assert [code for code, name in names.items() if name == code] == []
    assert list(names.values()) == sorted(names.values(), key=str.casefold)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "DE"),
        ("", "DE"),
        ("  'DE': {'en':'Germany','nl':'*en'},\n", "Germany"),
        ("  'DE': {'en':u('G\\u00e9rmany')},\n", "Gérmany"),
        ("  'DE': {'en':evil()},\n", "DE"),
        ("  'DE': {'en':'Germany',,},\n  'FR': {'en':'France'},\n", "DE"),
    ],
)
def test_names_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, expected: str
) -> None:
    """Where the library has no names, or writes them otherwise, there are the codes."""
    path = tmp_path / "locale.py"
    if text is not None:
        path.write_text(text, "utf-8")
    monkeypatch.setattr(module, "_NAMES", path)
    names = country_names("nl")
    assert names["DE"] == expected
    assert len(names) > 200
