"""From operations to layers' rules: one rule per kind, or an error that names the node."""

import math
from collections.abc import Callable
from inspect import signature

from torch import Tensor, nn

from app.cnn.capture import Call
from app.cnn.errors import UnsupportedModuleError
from app.cnn.kinds import FUNCTIONS, KINDS, MODULES
from app.cnn.kinds.base import Found
from app.cnn.kinds.opaque import opaque
from app.cnn.kinds.reshape import RESHAPES, Reshape


def recognise(call: Call, samples: dict[str, Tensor]) -> Found:
    """Find the rule of an operation.

    Args:
        call: the operation.
        samples: earlier layers' outputs by name, to try unknown operations on.

    Raises:
        UnsupportedModuleError: no rule fits and it does not work cell by cell.
    """
    batches = {samples[ref.name].shape[:1] for ref in call.refs}
    if call.result.shape[:1] not in batches or not call.result.dim():
        raise UnsupportedModuleError(
            f"The batch is lost at {call}: its first axis must stay the images'. Flatten with"
            " x.flatten(1), and reduce over the other axes only."
        )
    found = _by_rule(call) or opaque(
        call.operation.name, call.operation.function, call.args, call.kwargs, samples
    )
    if found is None:
        raise UnsupportedModuleError(_unknown(call))
    return found


def parameters(found: Found, origins: dict[int, tuple[nn.Parameter, ...]]) -> list[nn.Parameter]:
    """The trainable tensors of a layer, also those behind a computed weight."""
    if found.owned is not None:
        return list(found.owned)
    owners = (
        (tensor,) if isinstance(tensor, nn.Parameter) else origins.get(id(tensor), ())
        for tensor in found.tensors.values()
    )
    return list({id(p): p for group in owners for p in group}.values())


def _by_rule(call: Call) -> Found | None:
    operation = call.operation
    if operation.module is not None:
        recogniser = MODULES.get(type(operation.module))
        return recogniser(operation.module, *call.args, **call.kwargs) if recogniser else None
    if not operation.known:
        return None
    if operation.name in RESHAPES and len(call.refs) == 1:
        (ref,) = call.refs
        shape = tuple(call.result.shape[1:])
        return Found(Reshape(shape), (ref,)) if math.prod(shape) == math.prod(ref.shape) else None
    prefixed = FUNCTIONS.get(f"aten.{operation.name}") if operation.aten else None
    recogniser = prefixed or FUNCTIONS.get(operation.name)
    if recogniser is None or not _accepts(recogniser, call):
        return None
    return recogniser(*call.args, **call.kwargs)


def _accepts(recogniser: Callable[..., Found | None], call: Call) -> bool:
    """Whether the recogniser knows arguments like these."""
    try:
        signature(recogniser).bind(*call.args, **call.kwargs)
    except TypeError:
        return False
    return True


def _unknown(call: Call) -> str:
    shapes = ", ".join(str(list(ref.shape)) for ref in call.refs)
    kinds = ", ".join(kind.__name__.rsplit(".", 1)[1] for kind in KINDS)
    return (
        f"No rule for {call}: {shapes or 'nothing'} -> {list(call.result.shape[1:])}. Layers may"
        f" be of the kinds {kinds}, or any operation that works on each number alone; flatten"
        " before a dense layer. Rewrite this one with those, or add a rule to app/cnn/kinds."
    )
