"""The training loop: repeatable by its seed, and able to go on after Ctrl-C."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.networks import ARCHITECTURES, Architecture
from app.training import drawn, mnist, pens, pools
from app.training.augment import distort
from app.training.card import logits_of, write
from app.training.evaluate import measure
from app.training.mnist import Mnist
from app.training.pens import Pens
from app.training.pools import NOT_A_DIGIT, HeldOut, Images
from app.training.progress import Progress
from app.training.recipe import RECIPES, Recipe
from app.training.resume import Run, State, fingerprint, half, restore, save
from app.training.teachers import Teachers, losses

CHECKPOINTS = 20


def train(
    architecture_id: str,
    *,
    data: Path | None = None,
    out: Path = Path("models"),
    teachers: Sequence[Path] = (),
    epochs: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    resume: bool = True,
    progress: bool = True,
) -> Path:
    """Train one of the shipped architectures from MNIST and write its folder.

    Args:
        architecture_id: a name in `ARCHITECTURES`.
        data: a folder that holds (at any depth) the four MNIST files and, for real pen
            strokes, `pendigits-orig.tra.gz`; None downloads MNIST once into the user's cache.
        out: where the network's folder is made: `out/architecture_id`.
        teachers: folders of trained networks of the same architecture, whose averaged answers
            it learns from in the end.
        epochs: None for the recipe's number.
        seed: the same seed, data and machine give the same weights.
        threads: how many threads torch uses; None leaves it as it is.
        resume: go on from the last finished epoch of an interrupted run with the same
            settings; False starts afresh.
        progress: show a progress bar on standard error.

    Returns:
        The network's folder, with model.safetensors, card.json and checkpoints.safetensors.

    Raises:
        DataError: the data is missing or damaged; nothing has been trained or written.
        ValueError: an unknown network, or a number out of range.
    """
    architecture, recipe = _choice(architecture_id, epochs, threads)
    if teachers and recipe.distil is None:
        raise ValueError(f"{architecture_id} has no recipe for learning from teachers.")
    taught_by = Teachers.load(teachers, architecture) if teachers else None
    say, sizes = Progress(progress), pools.Sizes()
    digits, people = _data(data, say)
    say.line("Drawing the training strokes (kept for the next time) …")
    sources = drawn.remembered(digits, people, seed, sizes)
    held_back = pools.validation(digits, people, sizes)
    folder = out / architecture_id
    folder.mkdir(parents=True, exist_ok=True)
    states = folder / ".training"
    if not resume:
        shutil.rmtree(states, ignore_errors=True)
    if threads:
        torch.set_num_threads(threads)
    plan = Plan(architecture, recipe, _shown(sources, recipe), epochs or recipe.epochs, seed)
    run = fit(plan, held_back, states / "state.pt", say)
    if polish := recipe.polish:
        finish = Plan(architecture, polish, _shown(sources, polish), polish.epochs, seed + 1)
        run = run.then(fit(finish, held_back, states / "polish.pt", say, begin=run.average))
    if taught_by and (distil := recipe.distil):
        images = _shown(sources, distil)
        last = Plan(architecture, distil, images, distil.epochs, seed + 2, taught_by)
        run = run.then(fit(last, held_back, states / "distil.pt", say, begin=run.average))
    facts = {"seed": seed, **_facts(run, recipe, sources)}
    facts |= {"teachers": taught_by.digests} if taught_by else {}
    held_out = pools.test(digits, people, sizes)
    write(folder, architecture, run.average, run.checkpoints, held_back, held_out, facts)
    shutil.rmtree(states)
    return folder


@dataclass(frozen=True)
class Plan:
    """All that decides how a training goes."""

    architecture: Architecture
    recipe: Recipe
    images: Images
    epochs: int
    seed: int
    teachers: Teachers | None = None

    @property
    def steps(self) -> int:
        """Batches in all epochs."""
        return self.epochs * math.ceil(len(self.images) / self.recipe.batch)


def fit(
    plan: Plan, validation: HeldOut, state_file: Path, say: Progress, begin: State | None = None
) -> Run:
    """Run the epochs that are still to do; each ends with its state on disk.

    `begin` are the weights to start from; None for the seed's first ones.
    """
    known = plan.teachers.digests if plan.teachers else ()
    mark = fingerprint(
        plan.architecture, plan.recipe, plan.images, plan.epochs, plan.seed, begin, known
    )
    run = start(plan, begin)
    if restore(run, state_file, mark):
        say.line(f"Going on after epoch {run.epoch} of {plan.epochs}.")
    while run.epoch < plan.epochs:
        loss = _epoch(run, plan, say)
        metrics = measure(logits_of(plan.architecture, run.average), None, validation)
        scores = {name: value for name, value in metrics.items() if isinstance(value, float)}
        run.history.append({"epoch": run.epoch, "loss": round(loss, 5), **scores})
        say.line(json.dumps(run.history[-1]))
        save(run, state_file, mark)
    return run


def start(plan: Plan, begin: State | None = None) -> Run:
    """A network with the seed's first weights, nothing learned, or with those of `begin`."""
    torch.manual_seed(plan.seed)
    module = plan.architecture.build()
    if begin is not None:
        module.load_state_dict(begin)
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    optimizer = torch.optim.AdamW(
        module.parameters(), lr=plan.recipe.peak_rate, weight_decay=plan.recipe.weight_decay
    )
    return Run(module, average, optimizer)


def _epoch(run: Run, plan: Plan, say: Progress) -> float:
    """Go through all images once, in an order and with distortions that (seed, epoch) decide."""
    torch.manual_seed((plan.seed + 1) * 1_000_003 + run.epoch)
    generator = torch.Generator().manual_seed((plan.seed + 1) * 7_000_003 + run.epoch)
    order = torch.randperm(len(plan.images), generator=generator).split(plan.recipe.batch)
    marks = checkpoint_steps(plan.steps)
    run.module.train()
    total = 0.0
    for index in say.over(order, len(order), f"epoch {run.epoch + 1}"):
        if run.step in marks:
            run.checkpoints[run.step] = half(run.average)
        strength = plan.recipe.distortion(run.step / plan.steps)
        ink = distort(plan.images.ink(index), generator, strength)
        inputs = (ink - plan.architecture.mean) / plan.architecture.std
        for group in run.optimizer.param_groups:
            group["lr"] = rate(run.step, plan.steps, plan.recipe.peak_rate)
        total += _step(run, plan, inputs, plan.images.labels[index]) * len(index)
        run.step += 1
        _follow(run, min(plan.recipe.average_decay, run.step / (run.step + 9)))
    run.epoch += 1
    if run.epoch == plan.epochs:
        run.checkpoints[run.step] = half(run.average)
    return total / len(plan.images)


def _step(run: Run, plan: Plan, inputs: Tensor, labels: Tensor) -> float:
    recipe = plan.recipe
    inputs = inputs.to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bfloat16 and fast_bfloat16()):
        soft = plan.teachers.soft(inputs, recipe) if plan.teachers else None
        logits = run.module(inputs).float()
    weights = torch.where(labels == NOT_A_DIGIT, recipe.others_weight, 1.0)
    loss = weights.mul(losses(logits, labels, recipe, soft)).mean()
    run.optimizer.zero_grad()
    loss.backward()
    run.optimizer.step()
    return float(loss.detach())


def fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself; elsewhere it is slower than float32."""
    ask = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    return bool(ask and ask())


@torch.no_grad()
def _follow(run: Run, decay: float) -> None:
    """Move the average of all weights a little towards the newest ones."""
    for name, tensor in run.module.state_dict().items():
        if tensor.is_floating_point():
            run.average[name].lerp_(tensor, 1 - decay)
        else:
            run.average[name].copy_(tensor)


def rate(step: int, steps: int, peak: float, warm: float = 0.2) -> float:
    """One-cycle learning rate (Smith 2018): cosine up to `peak`, cosine down to nothing."""
    share = step / steps
    if share < warm:
        return peak * (0.04 + 0.96 * (1 - math.cos(math.pi * share / warm)) / 2)
    return peak * (1 + math.cos(math.pi * (share - warm) / (1 - warm))) / 2


def checkpoint_steps(steps: int, count: int = CHECKPOINTS) -> frozenset[int]:
    """Return which steps to remember: 0, then ever rarer ones up to the last; at most `count`."""
    last = count - 2
    return frozenset({0, *(round(steps ** (i / last)) for i in range(last + 1))})


def _shown(sources: Mapping[str, Images], recipe: Recipe) -> Images:
    """What one epoch shows: all sources, MNIST as often as the recipe wants it."""
    every = round(1 / recipe.generated_share)
    shown = {**sources, pools.GENERATED: sources[pools.GENERATED].every(every)}
    names = sorted(shown) + [pools.MNIST] * (recipe.mnist_repeats - 1)
    return Images(
        torch.cat([shown[name].pixels for name in names]),
        torch.cat([shown[name].labels for name in names]),
    )


def _facts(run: Run, recipe: Recipe, sources: Mapping[str, Images]) -> dict[str, Any]:
    """What the card says about a training."""
    return {
        "epochs": run.epoch,
        "threads": torch.get_num_threads(),
        "bfloat16": recipe.bfloat16 and fast_bfloat16(),
        "recipe": asdict(recipe),
        "data": {name: len(images) for name, images in sources.items()},
        "history": run.history,
    }


def _data(folder: Path | None, say: Progress) -> tuple[Mnist, Pens | None]:
    """The digits, and the pen strokes if they are among the data."""
    digits = mnist.load(folder)
    people = pens.load(folder) if folder else None
    if people is None:
        say.line(f"Training without real pen strokes: no {pens.FILE} among the data.")
    return digits, people


def _choice(
    architecture_id: str, epochs: int | None, threads: int | None
) -> tuple[Architecture, Recipe]:
    if architecture_id not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise ValueError(f"No network named {architecture_id!r} can be trained; there is {known}.")
    for name, number in (("epochs", epochs), ("threads", threads)):
        if number is not None and number < 1:
            raise ValueError(f"{name} must be at least 1, got {number}.")
    return ARCHITECTURES[architecture_id], RECIPES[architecture_id]
