"""Kills a process that writes the outbox's file, again and again, and looks what is left.

A program: pytest has threads, and what has threads must not fork.
Usage: killed_writer.py DIRECTORY; prints how many changes were on the disk.
"""

import os
from pathlib import Path
from random import Random
import signal
import sys
import time

sys.path.insert(0, str(Path(__file__).parents[3]))

from custom_components.twilio.outbox.changes import Change, Drop, Put
from custom_components.twilio.outbox.journal import Journal
from tests.unit.outbox.entries import an_entry

ROUNDS = 20
BATCH = 5
KEPT = 15
"""How many entries are waiting at least, whatever became of the last batch."""


def write(path: Path, told: int) -> None:
    """Put entries and drop most of them, and tell of each batch when it is on the disk."""
    journal = Journal(path)
    entries = {entry.reference: entry for entry in journal.read().entries}
    number = max(map(int, entries), default=0)
    if not journal.can_append:
        journal.rewrite(entries.values(), {})
    while True:
        batch: list[Change] = []
        for _ in range(BATCH):
            number += 1
            entries[str(number)] = an_entry(str(number))
            batch.append(Put(entries[str(number)]))
        for reference in list(entries)[: -KEPT - BATCH]:
            del entries[reference]
            batch.append(Drop(reference))
        if number % (10 * BATCH):
            journal.append(batch)
        else:
            journal.rewrite(entries.values(), {})
        os.write(told, f"{number}\n".encode())


def survive(path: Path, seconds: float) -> tuple[int, int]:
    """Kill a writer after a while; return the last number that it told, and that in the file."""
    reading, telling = os.pipe()
    if (child := os.fork()) == 0:
        write(path, telling)
    os.close(telling)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        told = [int(line) for line in pipe.read().split()]
    recovery = Journal(path).read()
    assert recovery.damaged == 0, "a line is damaged"
    references = [int(entry.reference) for entry in recovery.entries]
    assert references == sorted(references), "not oldest first"
    last = references[-1] if references else 0
    if told:
        assert last >= told[-1], "something that was on the disk is lost"
        kept = range(max(1, told[-1] - KEPT + 1), told[-1] + 1)
        assert set(kept) <= set(references), "an entry is lost"
    return (told[-1] if told else 0), last


def main() -> None:
    """Go on with the same file after each kill."""
    path = Path(sys.argv[1]) / "twilio.outbox"
    chance = Random(5)  # noqa: S311 - not a secret
    found = 0
    for _ in range(ROUNDS):
        told, last = survive(path, chance.uniform(0.005, 0.06))
        assert max(told, last) >= found, "something of an earlier run is lost"
        found = max(told, last)
    sys.stdout.write(str(found))


if __name__ == "__main__":
    main()
