"""One forward pass that keeps what every layer said; call it under `torch.inference_mode()`."""

from torch import Tensor

from app.cnn.network import Network


def trace(network: Network, ink: Tensor) -> dict[str, Tensor]:
    """Run ink (B, C, H, W), 0..1, through the network and keep the output of each layer.

    Returns:
        Layer name -> output with batch, in forward order: first the standardised input, last the
        softmax. Flatten and dropout share memory with the layer before.
    """
    return network.outputs(network.prepare(ink))


def forward(network: Network, ink: Tensor) -> tuple[Tensor, Tensor]:
    """Run ink (B, C, H, W), 0..1, through the network: logits and probabilities, (B, classes)."""
    return network.answer(network.prepare(ink))
