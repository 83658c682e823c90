"""All the phones of the desk."""

from typing import TYPE_CHECKING

from .address import phone_number
from .handset import Handset, HandsetBehaviour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .bulletin import Bulletin
    from .handset import Network


class Handsets:
    """The phones by their numbers, each created when it is first mentioned."""

    def __init__(self, network: Network, bulletin: Bulletin) -> None:
        """Begin without phones."""
        self._network = network
        self._bulletin = bulletin
        self._handsets: dict[str, Handset] = {}

    def __iter__(self) -> Iterator[Handset]:
        """Iterate over the phones, the oldest first."""
        return iter(self._handsets.values())

    def __contains__(self, number: str) -> bool:
        """Tell whether a phone was mentioned."""
        return number in self._handsets

    def nobody(self, address: str) -> Handset:
        """Return what never rings: no browser and no app is registered under any name here."""
        handset = Handset(address, self._network, self._bulletin)
        handset.behaviour = HandsetBehaviour.OFF
        return handset

    def get(self, address: str) -> Handset:
        """Return the phone behind an address of any channel."""
        number = phone_number(address)
        if number not in self._handsets:
            self._handsets[number] = Handset(number, self._network, self._bulletin)
            self._bulletin.publish("handsets")
        return self._handsets[number]
