"""What a trainer's process does when it is told something, and what it tells of itself."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor

from app.dissect.digits import Digits
from app.lab import frames
from app.lab.digits import Set, held_out, standardised, training
from app.lab.knobs import Choices
from app.lab.measure import Reading, changed, logits_of, numbers, verdict
from app.lab.pace import Pace
from app.lab.slow import slow
from app.lab.trainer import Lesson, Step, Trainer

Json = dict[str, Any]
Tell = Callable[[Json, bytes], None]
MEASURED, GLIMPSE = (2000, 2000), (125, 250)
"""Digits that are learned from, and test digits, on which accuracy is measured: at most so many
when it stands still, and while it runs."""


class Curve:
    """The steps that have not been told yet."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def add(self, step: Step) -> None:
        """One more; looked at later, all at once."""
        self._steps.append(step)

    def take(self) -> tuple[list[float | None], list[float | None]]:
        """Loss and accuracy of each, which then have been told."""
        steps, self._steps = self._steps, []
        if not steps:
            return [], []
        losses = torch.stack([step.loss for step in steps])
        if len({step.labels.shape for step in steps}) == 1:
            answers = torch.stack([step.logits for step in steps]).argmax(2)
            labels = torch.stack([step.labels for step in steps])
            right = (answers == labels).float().mean(1)
        else:  # lessons have another size than batches
            right = torch.stack([step.right for step in steps])
        return numbers(losses), numbers(right)


class Session:
    """One training: runs until it is told to pause, or its steps are done, or its time is up."""

    def __init__(
        self, choices: Choices, train: Digits, test: Digits, seconds: float, tell: Tell
    ) -> None:
        self.choices = choices
        self.trainer = Trainer(choices, training(train, choices))
        self.test: Set = held_out(test, choices)
        self.running = False
        self.until = choices.steps
        self._seconds = seconds
        self._tell = tell
        self._image: Tensor | None = None
        self._seq: int | None = None
        self._curve = Curve()
        self._began, self._spent, self._from = 0.0, 0.0, 0
        self._progress, self._view = Pace(0.2, 0.005), Pace(0.25, 0.01)
        self._measure = Pace(0.5, 0.025)

    def begin(self) -> None:
        """Say that it is there, and what it is like before the first step."""
        facts = {"train": len(self.trainer.digits), "test": len(self.test)}
        self._tell({"event": "started", "step": 0, **facts}, b"")
        self.measure()
        self._show()
        self._say_state("paused", "begin")

    # ── what it is told ──────────────────────────────────────────────────────────────────────

    def run(self, until: int | None = None) -> None:
        """Go on: to a step, or to the end of the epochs that were planned, or by more of them."""
        step, batches = self.trainer.step, self.choices.batches
        if until is None:
            until = self.choices.steps
            while until <= step:
                until += self.choices.epochs * batches
        if until > step and not self.running:
            self.until, self.running = until, True
            self._began = perf_counter()
            self._from = step
            self._measure.wait()
            self._say_state("running", "asked")
        elif until > step:
            self.until = until

    def pause(self, why: str = "asked") -> None:
        """Stand still, and say how things are."""
        if self.running:
            self.running = False
            self._spent += perf_counter() - self._began
            if not self._progressed() and why in ("planned", "until"):
                why = "diverged"  # too short a run for anybody to have looked before
        self.measure()
        self._show()
        done = self.trainer.step >= self.choices.steps and why == "planned"
        self._say_state("finished" if done else "paused", why)

    def one(self) -> None:
        """Take one step, in slow motion."""
        self._halt()
        found = slow(self.trainer)
        self._curve.add(Step(found.losses.mean(), found.logits, found.batch.labels))
        self._progressed()
        self._tell({"frame": "step"}, frames.slow_motion(self.trainer.step, found, self.trainer))
        self.pause("step")

    def rewind(self, step: int) -> None:
        """Go back to a step.

        Raises:
            ValueError: it has not been there.
        """
        if not 0 <= step <= self.trainer.step:
            self.trainer.rewind(step)  # refuses it
        self._halt()
        self.trainer.rewind(step)
        self._tell({"event": "rewound", "step": step}, b"")
        self.pause("rewind")

    def draw(self, ink: Tensor | None, seq: int | None) -> None:
        """Take a drawing (28, 28), ink 0..1; None: there is none."""
        self._seq = seq
        self._image = None if ink is None else standardised(ink[None, None], self.choices)
        self._show()

    def learn(self, label: int, steps: int, rehearse: int) -> None:
        """Take some steps on the drawing, and say what they made better and worse.

        Raises:
            ValueError: there is no drawing.
        """
        if self._image is None:
            raise ValueError("There is nothing drawn; draw a digit first.")
        self._halt()
        start, image = self.trainer.step, self._image
        before, was = Reading.of(self.trainer.module, self.test), self._verdict(image, label)
        lesson = Lesson(image, label, min(rehearse, len(self.trainer.digits)))
        for _ in range(steps):
            self._curve.add(self.trainer.learn(lesson))
        self._progressed()
        after, now = Reading.of(self.trainer.module, self.test), self._verdict(image, label)
        better, worse = changed(before, after, self.test)
        test = {
            name: {**reading.brief(), "per_class": reading.per_class()}
            for name, reading in (("before", before), ("after", after))
        }
        told = {"from": start, "step": self.trainer.step, "label": str(label)}
        told |= {"before": was, "after": now, "test": test, "better": better, "worse": worse}
        self._tell({"event": "learned", **told}, b"")
        self.pause("learn")

    def measure(self, most: tuple[int, int] = MEASURED) -> None:
        """Say how well it reads training and test digits."""
        train = Reading.of(self.trainer.module, self.trainer.digits, most[0]).brief()
        test = Reading.of(self.trainer.module, self.test, most[1]).full()
        self._tell(
            {"event": "measured", "step": self.trainer.step, "train": train, "test": test}, b""
        )

    def keep(self) -> None:
        """Hand over the weights as they are, with what is known of them.

        Raises:
            ValueError: they hold numbers that are not finite.
        """
        state = self.trainer.module.state_dict()
        if not all(bool(torch.isfinite(at).all()) for at in state.values()):
            raise ValueError("Some weights are no numbers any more; go back to an earlier step.")
        train = Reading.of(self.trainer.module, self.trainer.digits, MEASURED[0]).brief()
        test = Reading.of(self.trainer.module, self.test).full()
        lessons = [
            {"step": step, "label": str(at.label), "rehearse": at.rehearse}
            for step, at in sorted(self.trainer.lessons.items())
        ]
        facts = {"step": self.trainer.step, "lessons": lessons, "train": train, "test": test}
        self._tell({"event": "weights", **facts}, save(state))

    # ── what it does by itself ───────────────────────────────────────────────────────────────

    def go(self) -> None:
        """Take the next step of a run."""
        self._curve.add(self.trainer.advance())
        if self.trainer.step >= self.until:
            self.pause("planned" if self.trainer.step >= self.choices.steps else "until")
            return
        now = perf_counter()
        if self._progress.due(now):
            self._tick()
        if self.running and self._view.due(now):
            self._show()
        if self.running and self._measure.due(now):
            with self._measure.taken():
                self.measure(GLIMPSE)

    def _tick(self) -> None:
        with self._progress.taken():
            fine = self._progressed()
        if not fine:
            self.pause("diverged")
        elif process_time() > self._seconds:
            self.pause("time")

    def _halt(self) -> None:
        """End a run without a word."""
        if self.running:
            self.running = False
            self._spent += perf_counter() - self._began
            self._progressed()

    def _progressed(self) -> bool:
        """Tell the steps since the last time; whether their losses are numbers."""
        losses, right = self._curve.take()
        if not losses:
            return True
        step, now = self.trainer.step, perf_counter()
        spent = now - self._began if self.running else 0.0
        taken = step - self._from
        self._tell(
            {
                "event": "progress",
                "step": step,
                "steps": self.choices.steps,
                "from": step - len(losses) + 1,
                "loss": losses,
                "accuracy": right,
                "rate": round(taken / spent, 1) if self.running and spent else None,
                "seconds": round(self._spent + spent, 3),
            },
            b"",
        )
        return None not in losses

    def _verdict(self, image: Tensor, label: int) -> Json:
        return verdict(logits_of(self.trainer.module, image)[0], label)

    def _show(self) -> None:
        with self._view.taken():
            self._tell({"frame": "view"}, frames.view(self.trainer, self._image, self._seq))

    def _say_state(self, state: str, why: str) -> None:
        self._tell({"event": "state", "state": state, "step": self.trainer.step, "why": why}, b"")
