"""The maps: near stays near, and a known digit is found where it is."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from app.dissect import projection, tsne


def blobs() -> tuple[torch.Tensor, torch.Tensor]:
    noise = torch.randn(90, 6, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(90) % 3
    return noise + 12 * torch.eye(6)[labels], labels


@given(st.integers(0, 1000), st.integers(2, 8))
def test_with_all_dimensions_distances_are_the_real_ones(seed: int, width: int) -> None:
    values = torch.randn(30, width, generator=torch.Generator().manual_seed(seed))
    fitted = projection.fit(values, 1)
    points = fitted(values)
    real = projection.distances(values, values)
    assert torch.allclose(projection.distances(points, points), real, atol=5e-3)
    assert fitted.kept > 0.999


def test_agreement_by_hand() -> None:
    line = torch.tensor([[0.0], [1], [2], [10], [11]])
    assert projection.agreement(line, torch.tensor([0, 0, 0, 1, 1]), nearest=1) == 1
    assert projection.agreement(line, torch.tensor([0, 1, 0, 1, 0]), nearest=1) == 0


def test_large_maps_are_averaged_over_squares() -> None:
    assert projection.square_of((10, 14, 14)) == 1
    assert projection.square_of((16, 32, 32)) == 3
    assert projection.square_of((5000,)) == 1
    averaged = projection.features(torch.arange(9.0).view(1, 1, 3, 3), 2)
    assert averaged.tolist() == [[2, 3.5, 6.5, 8]]  # the last square is cut off


def test_what_is_apart_is_apart_on_the_flat_map() -> None:
    points, labels = blobs()
    places = tsne.tsne(points, points[:, :2], steps=200)
    assert places.abs().max() <= 1
    assert projection.agreement(places, labels, nearest=5) == 1


def test_affinities_are_shares_of_as_many_neighbours_as_asked() -> None:
    points, _ = blobs()
    share = tsne.affinities(torch.cdist(points, points).square().fill_diagonal_(torch.inf), 7)
    assert torch.allclose(share.sum(dim=1), torch.ones(90), atol=1e-4)
    entropy = -(share * share.clamp(min=1e-30).log()).sum(dim=1)
    assert torch.allclose(entropy.exp(), torch.full((90,), 7.0), rtol=0.02)


def test_a_new_point_is_placed_among_its_nearest() -> None:
    points, labels = blobs()
    places = torch.eye(3)[labels][:, :2]  # all of a class in one place
    squares = (points[4] - points).square().sum(dim=1)[None]
    assert torch.allclose(tsne.among(squares, places)[0], places[4], atol=1e-3)
