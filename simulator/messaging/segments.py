"""How many segments a text is sent in."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

_GSM_SINGLE, _GSM_PART = 160, 153
_UCS2_SINGLE, _UCS2_PART = 70, 67


def count_segments(text: str) -> int:
    """Count a text's segments; one character outside GSM-7 makes all of it UCS-2."""
    if all(character in _GSM or character in _GSM_EXTENDED for character in text):
        # An extended character takes two septets, which are never split between segments.
        return _parts([2 if c in _GSM_EXTENDED else 1 for c in text], _GSM_SINGLE, _GSM_PART)
    # So are the two halves of a character beyond the basic plane.
    return _parts([len(c.encode("utf-16-be")) // 2 for c in text], _UCS2_SINGLE, _UCS2_PART)


def _parts(widths: list[int], single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, room = 1, part
    for width in widths:
        if width > room:
            parts, room = parts + 1, part
        room -= width
    return parts
