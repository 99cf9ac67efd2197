from concurrent.futures import ThreadPoolExecutor

import torch

from app.cnn import Edit, build, trace
from app.networks import ARCHITECTURES
from tests.cnn.toys import randomised


def test_eight_threads_on_one_network_say_what_one_thread_says():
    network = build(randomised(ARCHITECTURES["vgg-mini"].build()), (1, 32, 32))
    conv = network.layers[1].name
    variants = [network, network.with_edits([Edit(conv, 0, scale=0.0)])]
    inks = torch.rand(8, 1, 1, 32, 32)
    expected = [trace(variants[i % 2], inks[i]) for i in range(8)]

    def differences(i: int) -> int:
        with torch.inference_mode():
            runs = (trace(variants[i % 2], inks[i]) for _ in range(12))
            return sum(
                not torch.equal(output, expected[i][name])
                for run in runs
                for name, output in run.items()
            )

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(differences, range(8))) == 0
