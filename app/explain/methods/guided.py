"""The gradient through ReLUs that let only what speaks for the answer pass."""

from torch import Tensor

from app.cnn.kinds.activation import Activation
from app.cnn.network import Network
from app.cnn.part import upstream
from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.walk import pull, walk


def attribute(case: Case) -> Answer:
    """The guided gradient by ink, (C, *spatial)."""
    network, outputs = case.network, case.outputs

    def back(name: str, signal: Tensor) -> list[Tensor]:
        factor = network.scales.get(name)
        signal = signal if factor is None else signal * factor
        signal = signal.clamp(min=0) if is_relu(network, name) else signal
        inputs = [outputs[other] for other in network.layer(name).inputs]
        return pull(network.rules[name], inputs, network.tensors[name], signal)

    start = case.question.weights[None]
    found = walk(network, case.question.layer, start, back) / network.std
    factor = network.scales.get(case.input)
    return Answer((found if factor is None else found * factor)[0])


def is_relu(network: Network, name: str) -> bool:
    """Whether a layer is a ReLU."""
    rule = network.rules[name]
    return isinstance(rule, Activation) and rule.function in ("relu", "relu6")


def refusal(case: Case) -> str | None:
    """It is made for ReLUs."""
    network, end = case.network, case.question.layer
    if any(is_relu(network, name) for name in upstream(network, [end])):
        return None
    return "Guided backpropagation is a rule for ReLUs, and there is none on the way here."


METHOD = Method(
    id="guided-backprop",
    title="Guided backprop",
    words="The gradient through ReLUs that pass only what speaks for the answer: sharp, not exact.",
    source="Springenberg et al. 2014, arXiv:1412.6806",
    run=attribute,
    refusal=refusal,
    cost=lambda case: 2,
)
