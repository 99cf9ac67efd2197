"""What each set of the gallery covers, said honestly."""

WHOLE = 10_000
"""Images in the MNIST test set."""

NO_DIGITS = (
    "This network's classes are not the ten digits, so no reading of them is right or wrong."
)


def digits(count: int) -> str:
    """The blind choice."""
    return f"{count} of the {WHOLE:,} MNIST test images, as many of each digit, chosen blindly."


def pens(count: int) -> str:
    """The pen drawings."""
    return f"{count} digits as people wrote them with a pen on a tablet; no network learned them."


def mistakes(found: int, here: int, total: int | None) -> str:
    """Whether all mistakes are here; `total` is None where nobody counted them."""
    if total is None or found > total:
        return (
            f"Of the {here} MNIST test images that ship, this network misreads {found}; "
            f"of all {WHOLE:,} it may misread more."
        )
    head = f"Of the {WHOLE:,} MNIST test images this network misreads {total}"
    if found == total:
        return f"{head}; all of them are here."
    return f"{head}; {found} of them are among the {here} that ship."


def uncertain(count: int, here: int, complete: bool) -> str:
    """Whether there may be less certain ones elsewhere."""
    if complete:
        return f"The {count} of all {WHOLE:,} MNIST test images that it is least sure of."
    return (
        f"The {count} that it is least sure of, of the {here} MNIST test images that ship; "
        f"among all {WHOLE:,} there may be others."
    )
