"""Everything that happens at the desk, in one place for those who serve it over HTTP."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from .messaging.inbound import Inbound
from .messaging.log import MessageLog
from .messaging.optout import OptOuts
from .messaging.outbound import Outbound
from .voice.exchange import Exchange

if TYPE_CHECKING:
    from .desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Switchboard:
    """The desk with its two services, messages and calls."""

    desk: Desk
    log: MessageLog
    opt_outs: OptOuts
    outbound: Outbound
    inbound: Inbound
    exchange: Exchange

    @classmethod
    def for_desk(cls, desk: Desk) -> Self:
        """Wire the services of a desk."""
        log, opt_outs = MessageLog(), OptOuts(desk)
        outbound = Outbound(desk, log)
        return cls(
            desk=desk,
            log=log,
            opt_outs=opt_outs,
            outbound=outbound,
            inbound=Inbound(desk, log, opt_outs, outbound),
            exchange=Exchange(desk),
        )
