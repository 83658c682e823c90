"""Long texts, cut where a speaker would breathe."""

from typing import Final

_ENDS: Final = (". ", "! ", "? ", "\n")


def parts_of(text: str, length: int) -> list[str]:
    """Cut a text at the ends of sentences, or words, into parts of at most so many characters."""
    text = text.strip()
    parts: list[str] = []
    while len(text) > length:
        window = text[:length]
        cut = max(window.rfind(end) + 1 for end in _ENDS)
        cut = cut or window.rfind(" ") + 1 or length
        parts.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*parts, text]
