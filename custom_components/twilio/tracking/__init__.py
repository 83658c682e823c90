"""What became of what this house sent, and which calls it is on."""

from .memory import TrackingMemory
from .records import CallRecord, MessageRecord, Record
from .tracker import Tracker

__all__ = ["CallRecord", "MessageRecord", "Record", "Tracker", "TrackingMemory"]
