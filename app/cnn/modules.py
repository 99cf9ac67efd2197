"""The building blocks that torch.nn does not have; pure, traceable, no in-place operations."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ScaledTanh(nn.Module):
    """The squashing function of LeNet-5: y = amplitude · tanh(slope · x), elementwise.

    With the paper's constants f(1) = 1 and f(-1) = -1 (LeCun et al. 1998, appendix A).
    """

    def __init__(self, amplitude: float = 1.7159, slope: float = 2 / 3) -> None:
        """Keep the two constants; there is nothing to learn here."""
        super().__init__()
        self.amplitude = amplitude
        self.slope = slope

    def forward(self, x: Tensor) -> Tensor:
        """Squash every number: any shape -> the same shape."""
        return self.amplitude * torch.tanh(self.slope * x)

    def extra_repr(self) -> str:
        """Show both constants in `print(network)`."""
        return f"amplitude={self.amplitude:g}, slope={self.slope:g}"


class Subsampling(nn.Module):
    """Trainable pooling of LeNet-5: y = weight[c] · (sum of the window) + bias[c].

    Windows do not overlap. Parameters: `weight` (C,), `bias` (C,).
    """

    def __init__(self, channels: int, kernel_size: int = 2) -> None:
        """Start as the average of the window: weight = 1 / kernel_size², bias = 0."""
        super().__init__()
        self.channels = channels
        self.kernel_size = kernel_size
        self.weight = nn.Parameter(torch.full((channels,), 1 / kernel_size**2))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H // kernel_size, W // kernel_size)."""
        sums = F.avg_pool2d(x, self.kernel_size, divisor_override=1)
        return sums * self.weight.view(-1, 1, 1) + self.bias.view(-1, 1, 1)

    def extra_repr(self) -> str:
        """Show the size in `print(network)`."""
        return f"{self.channels}, kernel_size={self.kernel_size}"


class PartialConv2d(nn.Module):
    """A convolution whose output channels see only some input channels (layer C3 of LeNet-5).

    `table[o]` lists the input channels of output channel `o`. Only connected kernels exist:
    `weight` is (connected pairs, k, k), in the order of the table; `bias` is (out_channels,).
    Stride 1, no padding.
    """

    slots: Tensor

    def __init__(self, table: Sequence[Sequence[int]], kernel_size: int) -> None:
        """Create the connected kernels, initialised like nn.Conv2d by their own fan-in."""
        super().__init__()
        self.table = tuple(tuple(row) for row in table)
        self.kernel_size = kernel_size
        self.out_channels = len(self.table)
        self.in_channels = 1 + max(source for row in self.table for source in row)
        pairs = [(o, i) for o, row in enumerate(self.table) for i in row]
        self.weight = nn.Parameter(torch.empty(len(pairs), kernel_size, kernel_size))
        self.bias = nn.Parameter(torch.empty(self.out_channels))
        slots = torch.tensor([o * self.in_channels + i for o, i in pairs])
        self.register_buffer("slots", slots, persistent=False)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weights and bias uniformly from ± 1 / sqrt(fan-in of the output channel)."""
        with torch.no_grad():
            start = 0
            for channel, row in enumerate(self.table):
                bound = (len(row) * self.kernel_size**2) ** -0.5
                self.weight[start : start + len(row)].uniform_(-bound, bound)
                self.bias[channel].uniform_(-bound, bound)
                start += len(row)

    def dense_weight(self) -> Tensor:
        """The kernels as nn.Conv2d has them: (out, in, k, k), zero where nothing is connected."""
        k = self.kernel_size
        empty = self.weight.new_zeros(self.out_channels * self.in_channels, k, k)
        dense = empty.index_copy(0, self.slots, self.weight)
        return dense.view(self.out_channels, self.in_channels, k, k)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in, H, W) -> (B, out, H - k + 1, W - k + 1)."""
        return F.conv2d(x, self.dense_weight(), self.bias)

    def extra_repr(self) -> str:
        """Show the sizes in `print(network)`."""
        pairs = len(self.weight)
        return f"{self.in_channels}, {self.out_channels}, {self.kernel_size}, connected={pairs}"


class Rbf(nn.Module):
    """Euclidean radial basis functions: y[j] = Σ_i (x[i] - centres[j, i])², a *penalty*.

    Smaller is better: 0 means that the input is exactly the centre of class j. The centres
    are fixed (a buffer): in LeNet-5 they are the ±1 pixels of 7×12 stylised characters.
    Logits come from it by a `Scale` with a negative factor, probabilities by a softmax of those.
    """

    centres: Tensor

    def __init__(self, centres: Tensor) -> None:
        """Keep the centres, (classes, features)."""
        super().__init__()
        self.register_buffer("centres", centres.float())

    def forward(self, x: Tensor) -> Tensor:
        """(B, features) -> (B, classes), squared distances ≥ 0."""
        return (x.unsqueeze(1) - self.centres).square().sum(dim=-1)

    def extra_repr(self) -> str:
        """Show the sizes in `print(network)`."""
        classes, features = self.centres.shape
        return f"classes={classes}, features={features}"


class Scale(nn.Module):
    """y = factor · x with one fixed factor: how LeNet-5's penalties become logits, -y / T.

    `factor` is a buffer: a calibrated number, not a trained parameter; elementwise.
    """

    factor: Tensor

    def __init__(self, factor: float) -> None:
        """Keep the factor."""
        super().__init__()
        self.register_buffer("factor", torch.tensor(float(factor)))

    def forward(self, x: Tensor) -> Tensor:
        """Multiply every number: any shape -> the same shape."""
        return x * self.factor

    def extra_repr(self) -> str:
        """Show the factor in `print(network)`."""
        return f"factor={float(self.factor):g}"


class Softmax(nn.Module):
    """Probabilities over the last dimension: softmax(x / temperature).

    The shipped networks have their calibrated temperature folded into the layer before
    (last dense layer, or `Scale`), so that softmax(logits) = probabilities holds with 1.
    """

    temperature: Tensor

    def __init__(self, temperature: float = 1.0) -> None:
        """Keep the temperature (> 0) as a buffer."""
        super().__init__()
        if not temperature > 0:
            raise ValueError(f"A temperature is a number above 0, got {temperature}.")
        self.register_buffer("temperature", torch.tensor(float(temperature)))

    def forward(self, x: Tensor) -> Tensor:
        """(B, classes) logits -> (B, classes) probabilities that sum to 1."""
        return torch.softmax(x / self.temperature, dim=-1)

    def extra_repr(self) -> str:
        """Show the temperature in `print(network)`."""
        return f"temperature={float(self.temperature):g}"
