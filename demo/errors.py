"""What goes wrong with a house."""


class HouseError(Exception):
    """A house did not start, or did not do what it was asked."""


class HouseRefusedError(HouseError):
    """Home Assistant answered a command with an error."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code that Home Assistant gives and its sentence."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
