"""Who goes first where the event loop and the inference thread share a core."""

import os
import sys
import threading
from contextlib import suppress

STEPS = 3
"""How much nicer the inference thread is. With more to do than the core can, the loop was up to
300 ms late; now hearing, refusing and saying that one lives go first, and it is some 20."""


def step_back() -> None:
    """Let the process's other threads go before this one: on Linux, where each has a priority."""
    if sys.platform == "linux":
        me = threading.get_native_id()
        with suppress(OSError):  # where a sandbox does not let it, all go on as they are
            os.setpriority(os.PRIO_PROCESS, me, os.getpriority(os.PRIO_PROCESS, me) + STEPS)
