"""PINs, of which the house keeps only what tells a right one from a wrong one."""

from dataclasses import dataclass, field
import hashlib
import hmac
import re
import secrets
from typing import Final, Self

SHORTEST_PIN: Final = 4
LONGEST_PIN: Final = 10

# [0-9]: what somebody types on any keyboard is brought into this form first.
_PIN: Final = re.compile(rf"[0-9]{{{SHORTEST_PIN},{LONGEST_PIN}}}")
_UPWARDS: Final = "01234567890"
_DOWNWARDS: Final = _UPWARDS[::-1]

_SALT_BYTES: Final = 16
_COST: Final = 2**14
_BLOCK_SIZE: Final = 8
_PARALLELISM: Final = 1
_LENGTH: Final = 32
_SCHEME: Final = "scrypt"
_DEAREST: Final = 2**20
"""A stored cost above this is not ours: a damaged file must not stall the house."""


def is_pin(text: str) -> bool:
    """Tell whether a text has the form of a PIN: 4 to 10 digits, so that every phone has them."""
    return _PIN.fullmatch(text) is not None


def is_weak(pin: str) -> bool:
    """Tell a PIN that everybody tries first: digits in a row, or some again and again."""
    is_in_a_row = pin in _UPWARDS or pin in _DOWNWARDS
    return is_in_a_row or any(pin == pin[:some] * (len(pin) // some) for some in (1, 2, 3))


@dataclass(frozen=True, slots=True)
class PinHash:
    """A PIN as the house keeps it: salted, and hashed by scrypt (RFC 7914)."""

    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    cost: int = _COST

    @classmethod
    def of(cls, pin: str) -> Self:
        """Hash a PIN; takes tens of milliseconds, so not in the event loop."""
        salt = secrets.token_bytes(_SALT_BYTES)
        return cls(salt, _scrypt(pin, salt, _COST))

    @classmethod
    def of_nothing(cls) -> Self:
        """Return what no PIN fits, in the place of a hash that cannot be read."""
        return cls(b"", b"")

    def fits(self, pin: str) -> bool:
        """Tell whether a PIN is the right one, in constant time; as slow as `of`."""
        return hmac.compare_digest(_scrypt(pin, self.salt, self.cost), self.digest)

    def as_text(self) -> str:
        """Return it as it is stored."""
        return "$".join((_SCHEME, str(self.cost), self.salt.hex(), self.digest.hex()))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `as_text` returned; raises `ValueError` for anything else."""
        scheme, cost_text, salt, digest = text.split("$")
        cost = int(cost_text)
        is_power_of_two = cost > 1 and cost & (cost - 1) == 0
        if scheme != _SCHEME or cost > _DEAREST or not is_power_of_two or not salt or not digest:
            raise ValueError("this is no hash of a PIN")
        return cls(bytes.fromhex(salt), bytes.fromhex(digest), cost)


def _scrypt(pin: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(
        pin.encode(),
        salt=salt,
        n=cost,
        r=_BLOCK_SIZE,
        p=_PARALLELISM,
        # It needs 128 * n * r bytes (RFC 7914); twice that leaves room for what surrounds it.
        maxmem=256 * cost * _BLOCK_SIZE,
        dklen=_LENGTH,
    )
