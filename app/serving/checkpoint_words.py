"""What is said about checkpoints, in short sentences."""

from collections.abc import Sequence

from app.networks.store import Model

NONE = "this network came without checkpoints"


def without(model: Model) -> str:
    """Why there is nothing to go back to."""
    return (
        f"The network {model.id!r} came without checkpoints: only its finished weights are known. "
        "Networks that `inkling train` makes have them."
    )


def listed(model: Model, steps: Sequence[int]) -> str:
    """What the checkpoints are."""
    if not steps:
        return without(model)
    return (
        f"{len(steps)} moments of the training of {model.title}, from random weights to step "
        f"{steps[-1]:,}; the first lie close together, as most changes early. Each is the running "
        "average of the weights, kept in 16 bits; the last is the finished network itself."
    )


def history(
    model: Model,
    right: int,
    first: int | None,
    since: int | None,
    steps: Sequence[int],
    changes: int,
) -> str:
    """When the answer was there."""
    label = model.classes[right]
    if first is None:
        return f"At no checkpoint it answered {label}."
    if since is None:
        return f"It answered {label} first at step {first:,}, but not in the end."
    if since == steps[0]:
        return f"It answered {label} from the start: chance, as nothing was learned at step 0."
    if first == since:
        return f"It answered {label} first at step {first:,}, and ever since."
    early = "at step 0, by chance" if first == steps[0] else f"at step {first:,}"
    return (
        f"It answered {label} first {early}, and without a break since step {since:,}; "
        f"its answer changed {changes} times in all."
    )
