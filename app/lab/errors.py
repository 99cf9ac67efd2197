"""What cannot be built or learned, in sentences that say what to do."""


class KnobError(ValueError):
    """A combination of knobs that no network can have; any of `knobs` could be turned."""

    def __init__(self, knobs: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.knobs = knobs
