"""The smallest ink to add or to erase that makes a network answer another class.

A drawing becomes an input by steps that have no gradient, so changes are tried: strokes between
points of a grid, stroke ends among them, and pieces of the strokes that are there. The gradient of
the margin (target's logit less the best other one) says which strokes are worth a try; the
real chain says what each of them does. The most promising are tried with a second piece, a third
and a fourth; what reaches the target is made shorter as long as it still does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.cnn.network import Network
from app.ink import Ink
from app.ink.normalize import ALL, Switches
from app.whatif.pieces import Change
from app.whatif.refine import shortened
from app.whatif.suggest import gaps, one_gap_more, strokes
from app.whatif.trials import Bench, Trial

Kind = Literal["add", "erase", "either"]
KINDS: tuple[Kind, ...] = get_args(Kind)

BEAM = 5
PIECES = 4
FINALISTS = 3


@dataclass(frozen=True)
class Nudge:
    """What was found, or how near it came.

    Attributes:
        reached: whether the network answers the target then.
        change: the smallest that does; or the one that comes closest; none, when all lead away.
        margin: the target's logit less the best other one, with the change.
        before: the same without it.
        trials: how many changed drawings were tried.
    """

    reached: bool
    change: Change
    margin: float
    before: float
    trials: int


def nudge(
    network: Network,
    ink: Ink,
    target: int,
    kind: Kind = "either",
    *,
    switches: Switches = ALL,
    most: int = 2400,
    strokes: int = 200,
    go_on: Callable[[], None] = lambda: None,
    late: Callable[[], bool] = lambda: False,
) -> Nudge:
    """Search the smallest change of a drawing that makes it a `target`.

    Args:
        network: with or without edits.
        ink: with at least one point.
        target: index of a class.
        kind: strokes to add, pieces to erase, or whichever is less; both, if neither does.
        switches: how the drawing is normalised.
        most: changed drawings that are tried.
        strokes: that a changed drawing may have.
        go_on: called every now and then; may raise to give up.
        late: whether time is over; then the best so far is the answer.

    Raises:
        NoGradientError: no gradient reaches the network's input, which adding needs.
    """
    bench = Bench(network, ink, switches, target, most, strokes, go_on, late)
    if bench.start.reached:
        return _found(bench)
    share = most // 2 if kind == "either" else most
    if kind in ("erase", "either"):
        bench.most = share
        _erase(bench)
    if kind in ("add", "either"):
        bench.most = most
        rested = _beam(bench, [bench.closest]) if kind == "either" and not bench.best else []
        _add(bench, [bench.start, *rested])
    return _found(bench)


def _found(bench: Bench) -> Nudge:
    """The best, if the network says so when it is asked about that drawing alone."""
    trial = bench.best or bench.closest
    if bench.start.reached:
        trial = bench.start
    return Nudge(trial.reached, trial.change, trial.margin, bench.start.margin, bench.used)


def _add(bench: Bench, beam: Sequence[Trial]) -> None:
    """Strokes, up to four of them, or one with four corners."""
    finalists: list[Trial] = []
    for _ in range(PIECES):
        if not beam or bench.over:
            break
        slopes = bench.slopes(beam).numpy()
        tried = [
            trial
            for start, slope in zip(beam, slopes, strict=True)
            for trial in bench.tried(strokes(bench, start, slope))
        ]
        finalists = _cheapest([*finalists, *(trial for trial in tried if trial.reached)])
        beam = _beam(bench, tried)
    shortened(bench, finalists)


def _erase(bench: Bench) -> None:
    """Pieces of the strokes, up to four of them."""
    single = bench.tried(Change(gaps=(gap,)) for gap in gaps(bench.ink))
    finalists = _cheapest([trial for trial in single if trial.reached])
    beam = _beam(bench, single)
    for _ in range(PIECES - 1):
        if not beam or bench.over:
            break
        tried = [
            trial for start in beam for trial in bench.tried(one_gap_more(bench, start, single))
        ]
        finalists = _cheapest([*finalists, *(trial for trial in tried if trial.reached)])
        beam = _beam(bench, tried)
    shortened(bench, finalists)


def _cheapest(trials: Sequence[Trial]) -> list[Trial]:
    return sorted(dict.fromkeys(trials), key=lambda trial: trial.cost)[:FINALISTS]


def _beam(bench: Bench, trials: Sequence[Trial]) -> list[Trial]:
    """Those that seem to lead to the target at the least cost."""
    open_ones = [
        trial for trial in dict.fromkeys(trials) if not trial.reached and trial.cost < bench.bound
    ]
    ranked = sorted(open_ones, key=bench.projected)
    return [trial for trial in ranked if bench.projected(trial) < float("inf")][:BEAM]
