"""What the lab says to people."""

from __future__ import annotations

OFF = "The lab is switched off on this server."
NO_PLACE = "The lab is off: this server has no folder that it may write to."
NO_DIGITS = "The lab is off: this installation has no digits to train with."
GONE = (
    "No network of the lab has this name here, or not any more: they are kept for a while, then "
    "the oldest go. Train it again with the same knobs and seed, and it is the same."
)

WHY = {
    "begin": "Nothing is learned yet.",
    "asked": "",
    "planned": "All planned epochs are done.",
    "until": "It is at the step that was asked for.",
    "diverged": (
        "The loss is no number any more: the steps were too large. Go back to an earlier step, or "
        "take a lower learning rate."
    ),
    "step": "One step was taken.",
    "rewind": "It is as it was at this step.",
    "learn": "It has learned from the drawing.",
    "time": "It has used all the time that one training may have.",
}

ENDED = {
    "cancelled": "The training was ended.",
    "time": "It has used all the time that one training may have. What it learned is kept.",
    "idle": "Nothing was asked for a long while. What it learned is kept.",
    "unread": "What it told was not read, and became too much. Train it again to see it.",
    "memory": "Its process needed more memory than it may have. Take a smaller network or batch.",
    "died": "Its process ended unexpectedly; the server's log may tell more.",
    "stopping": "The server is stopping.",
}


def queued(place: int) -> str:
    """Where somebody stands in the queue."""
    if place == 1:
        return "You are next: a training begins when another one ends."
    return f"{place - 1} before you: a training begins when another one ends."
