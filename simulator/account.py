"""The one account that the simulator serves."""

from dataclasses import dataclass, field
from enum import StrEnum


class AccountStatus(StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class AccountType(StrEnum):
    """Whether an account is paid for."""

    TRIAL = "Trial"
    FULL = "Full"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """The credentials and facts that an account starts with; they open nothing anywhere else."""

    sid: str = "AC" + "5151" * 8
    auth_token: str = "a5" * 16
    api_key_sid: str = "SK" + "5252" * 8
    api_key_secret: str = "SimulatorKeySecret0123456789abcd"  # noqa: S105 - opens only the desk
    friendly_name: str = "A desk"
    type: AccountType = AccountType.FULL
    balance: str = "25.00"
    currency: str = "USD"


@dataclass(slots=True)
class Account:
    """An account as it is now."""

    settings: AccountSettings = field(default_factory=AccountSettings)
    status: AccountStatus = AccountStatus.ACTIVE
    auth_token: str = field(init=False)
    api_key_secret: str = field(init=False)
    balance: str = field(init=False)
    forbidden_regions: set[str] = field(default_factory=set)
    verified_callers: set[str] = field(default_factory=set)
    key_rights: set[str] | None = None
    """What a restricted API key may do, such as `GET Messages`; none stands for a standard key."""

    def __post_init__(self) -> None:
        """Start with the settings; tokens and balance may change later."""
        self.auth_token = self.settings.auth_token
        self.api_key_secret = self.settings.api_key_secret
        self.balance = self.settings.balance

    @property
    def sid(self) -> str:
        """Return the Account SID."""
        return self.settings.sid

    @property
    def api_key_sid(self) -> str:
        """Return the SID of the account's API key."""
        return self.settings.api_key_sid

    def may_reach(self, address: str) -> bool:
        """Tell whether geographic permissions let the account reach an address."""
        return not any(address.startswith(region) for region in self.forbidden_regions)
