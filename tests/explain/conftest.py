"""One thread computes: two beside a busy neighbour wait for each other."""

import torch

torch.set_num_threads(1)
