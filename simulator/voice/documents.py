"""Asking the house what to do with a call."""

from typing import TYPE_CHECKING

from ..twiml import Instruction, TwimlError, read_answer
from ..webhook.errand import Errand
from .params import call_params

if TYPE_CHECKING:
    from .live_call import LiveCall
    from .steps import Fetch


async def fetch(call: LiveCall, source: Fetch) -> tuple[Instruction, str]:
    """Return what a URL, or else its fallback, answers, and the URL that did."""
    params = (
        *call_params(call.record, call.desk.account.sid, call.handset.verstat),
        *source.params,
    )
    errand = Errand(url=source.url, method=source.method, params=params)
    delivery = await call.desk.courier.bring(errand)
    try:
        return read_answer(delivery), delivery.url
    except TwimlError as err:
        if not source.fallback_url:
            raise
        call.warn(err.code, str(err))
        fallback = Errand(
            url=source.fallback_url,
            method=source.fallback_method,
            params=(*params, ("ErrorCode", str(err.code)), ("ErrorUrl", source.url)),
        )
        delivery = await call.desk.courier.bring(fallback)
        return read_answer(delivery), delivery.url
