"""The number of a cell again, from nothing but its JSON."""

import math
from collections.abc import Callable, Iterator
from typing import Any

FUNCTIONS: dict[str, Callable[[float, dict[str, Any]], float]] = {
    "relu": lambda x, d: max(x, 0.0),
    "relu6": lambda x, d: min(max(x, 0.0), 6.0),
    "leaky_relu": lambda x, d: x if x > 0 else d["negative_slope"] * x,
    "prelu": lambda x, d: x if x > 0 else d["negative_slope"] * x,
    "elu": lambda x, d: x if x > 0 else d["alpha"] * math.expm1(x),
    "selu": lambda x, d: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * math.expm1(x)),
    "celu": lambda x, d: max(0, x) + min(0, d["alpha"] * math.expm1(x / d["alpha"])),
    "gelu": lambda x, d: (
        x * 0.5 * (1 + math.erf(x / math.sqrt(2)))
        if d["approximate"] == "none"
        else 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    ),
    "silu": lambda x, d: x / (1 + math.exp(-x)),
    "mish": lambda x, d: x * math.tanh(math.log1p(math.exp(x))),
    "sigmoid": lambda x, d: 1 / (1 + math.exp(-x)),
    "log_sigmoid": lambda x, d: -math.log1p(math.exp(-x)),
    "tanh": lambda x, d: math.tanh(x),
    "tanhshrink": lambda x, d: x - math.tanh(x),
    "softsign": lambda x, d: x / (1 + abs(x)),
    "hardtanh": lambda x, d: min(max(x, d["min_val"]), d["max_val"]),
    "hardsigmoid": lambda x, d: min(max(0.0, x / 6 + 0.5), 1.0),
    "hardswish": lambda x, d: x * min(max(0.0, x / 6 + 0.5), 1.0),
    "softplus": lambda x, d: (
        x if d["beta"] * x > d["threshold"] else math.log1p(math.exp(d["beta"] * x)) / d["beta"]
    ),
    "scaled_tanh": lambda x, d: d["amplitude"] * math.tanh(d["slope"] * x),
    "negative": lambda x, d: -x,
    "scale": lambda x, d: x * d["factor"],
}


def flat(nested: Any) -> Iterator[Any]:
    """The numbers of nested lists, in order."""
    if isinstance(nested, list):
        for part in nested:
            yield from flat(part)
    else:
        yield nested


def recompute(cell: dict[str, Any]) -> float:
    """The result that a cell's arithmetic gives, edited scale included."""
    return _plain(cell) * cell["detail"].get("scale", 1.0)


def _plain(cell: dict[str, Any]) -> float:
    operands, detail = list(flat(cell["operands"])), cell["detail"]
    weights = list(flat(cell["weights"])) if cell["weights"] else []
    bias = cell["bias"] or 0.0
    match cell["operation"]:
        case "weighted_sum" | "subsampling":
            return math.fsum(x * w for x, w in zip(operands, weights, strict=True)) + bias
        case "maximum":
            valid = list(flat(cell["valid"])) if cell["valid"] else [True] * len(operands)
            return max(x for x, inside in zip(operands, valid, strict=True) if inside)
        case "mean":
            return math.fsum(operands) / detail["divisor"]
        case "affine":
            spread = math.sqrt(detail["variance"] + detail["eps"])
            return (operands[0] - detail["mean"]) / spread * (weights or [1.0])[0] + bias
        case "function":
            return FUNCTIONS[detail["function"]](operands[0], detail)
        case "copy" | "select":
            return operands[0]
        case "sum":
            return math.fsum(x * w for x, w in zip(operands, weights or [1.0, 1.0], strict=True))
        case "squared_distance":
            return math.fsum((x - w) ** 2 for x, w in zip(operands, weights, strict=True))
        case "softmax":
            top = max(operands)
            powers = [math.exp((x - top) / detail["temperature"]) for x in operands]
            share = powers[cell["index"][0]] / math.fsum(powers)
            return math.log(share) if detail["log"] else share
        case "standardise":
            return (operands[0] - detail["mean"]) / detail["std"]
    raise AssertionError(f"no arithmetic for {cell['operation']}")


def adds_up(cell: dict[str, Any]) -> bool:
    """Whether the arithmetic gives the result, to 1e-5 of the numbers that were added up."""
    terms = [abs(x) for x in flat(cell["products"] or cell["operands"])]
    detail = cell["detail"]
    if cell["operation"] == "affine":
        spread = math.sqrt(detail["variance"] + detail["eps"])
        terms = [(abs(cell["operands"][0]) + abs(detail["mean"])) / spread]
        terms = [terms[0] * abs(detail["gamma"] or 1.0)]
    size = max(abs(cell["result"]), abs(cell["bias"] or 0.0))
    if cell["operation"] in ("weighted_sum", "subsampling", "affine", "sum", "mean"):
        size = max(size, math.fsum(terms) / detail.get("divisor", 1))
    size *= max(1.0, abs(detail.get("scale", 1.0)))
    return abs(recompute(cell) - cell["result"]) <= 1e-5 * size + 1e-9
