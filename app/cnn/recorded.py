"""Functions of ours that a network's program calls as one step each."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from torch import Tensor
from torch.overrides import handle_torch_function, has_torch_function_unary


def recorded(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The same function of a tensor, which a program that is being written calls as it is."""

    @wraps(function)
    def call(x: Tensor, *arguments: Any) -> Tensor:
        if has_torch_function_unary(x):
            return handle_torch_function(call, (x,), x, *arguments)
        return function(x, *arguments)

    return call
