"""Model cards: the whole confusion matrix, the digits behind it, limits; nothing unmeasured."""

import html
import re
from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from app.networks.store import load
from app.resources import resource
from app.serving import card
from app.serving.gallery import Verdicts
from app.serving.samples import Samples
from tests.servers import serve

NETWORKS = ["crash-course", "lenet-5", "vgg-mini", "mlp"]


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def cells(page: str) -> dict[tuple[int, int], int]:
    """What the matrix says: (true, read) -> how often."""
    found = re.findall(r"label=(\d)&amp;as=(\d)#digits\"[^>]*>(\d+)<", page)
    return {(int(true), int(read)): int(count) for true, read, count in found}


@pytest.mark.parametrize("network", NETWORKS)
def test_every_test_digit_is_in_the_matrix_and_every_mistake_can_be_opened(
    api: httpx.Client, network: str
) -> None:
    page = api.get(f"/networks/{network}").text
    metrics = api.get(f"/api/v1/networks/{network}").json()["metrics"]
    counts = cells(page)
    assert sum(counts.values()) == 10_000
    right = sum(count for (true, read), count in counts.items() if true == read)
    assert right / 10_000 == pytest.approx(metrics["mnist_accuracy"])
    assert f"{metrics['mnist_accuracy']:.2%}".replace("%", " %") in page
    (true, read), count = min(
        (item for item in counts.items() if item[0][0] != item[0][1]), key=lambda item: item[1]
    )
    opened = api.get(f"/networks/{network}", params={"label": true, "as": read}).text
    assert f"{true} read as {read}" in text_of(opened)
    links = re.findall(rf"/#v=1&amp;n={network}&amp;d=(\d+)", opened)
    assert len(links) == count
    for index in links:
        digit = api.get(f"/api/v1/sample?index={index}").json()
        assert digit["label"] == str(true)
        said = api.post(
            f"/api/v1/networks/{network}/predict", json={"pixels": digit["pixels"]}
        ).json()
        assert said["label"] == str(read)


def test_the_surest_mistake_is_the_worst(api: httpx.Client) -> None:
    page = api.get("/networks/lenet-5").text
    worst = load("lenet-5").trust["mistakes"][0]
    first = re.search(r'aria-label="Test digit (\d+): (\d) read as (\d), ([\d.]+) %"', page)
    assert first
    assert [int(first[1]), int(first[2]), int(first[3])] == [
        worst["index"],
        worst["label"],
        worst["predicted"],
    ]
    assert float(first[4]) == pytest.approx(100 * worst["probability"], abs=0.06)


def test_it_says_how_it_learned_and_its_limits(api: httpx.Client) -> None:
    model = load("vgg-mini")
    said = text_of(api.get("/networks/vgg-mini").text)
    assert "55,000" in said
    assert model.digest in said
    assert model.card["licence"] in said
    assert f"off by {100 * model.metrics['mnist_calibration_error']:.2f} % on average" in said
    assert "It misreads 34 of 10,000 test digits" in said
    assert f"Teachers {len(model.card['teachers'])}" in said


def test_right_answers_have_digits_too(api: httpx.Client) -> None:
    page = api.get("/networks/mlp?label=3&as=3").text
    links = re.findall(r"/#v=1&amp;n=mlp&amp;d=(\d+)", page)
    assert len(links) == card.WORST
    digit = api.get(f"/api/v1/sample?index={links[5]}").json()
    said = api.post("/api/v1/networks/mlp/predict", json={"pixels": digit["pixels"]}).json()
    assert (digit["label"], said["label"]) == ("3", "3")


@pytest.mark.parametrize(
    ("path", "status"),
    [("lenet5", 404), ("lenet-5?label=4", 422), ("lenet-5?label=x&as=1", 422)],
)
def test_what_is_not_there_is_said(api: httpx.Client, path: str, status: int) -> None:
    page = api.get(f"/networks/{path}")
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")


def test_a_network_that_nobody_measured_reads_the_digits_that_ship() -> None:
    model, samples = load("crash-course"), Samples.load(resource("models"))
    index = samples.labels.copy()
    index[3] = (index[3] + 1) % 10
    share = np.linspace(0.5, 0.9, len(index)).astype(np.float32)
    read = Verdicts((index, share), (index[:0], share[:0]))
    unmeasured = type(model)(**{**vars(model), "trust": {}})
    found = card.confusion(unmeasured, read, samples)
    assert found is not None
    assert (found.total, found.right, found.whole) == (500, 499, False)
    assert found.counts[samples.labels[3]][index[3]] == 1
    assert [one["index"] for one in found.mistakes] == [samples.indices[3]]
    (shown,) = card.digits(found, samples, None, None)
    assert shown["at"] == 3


@pytest.fixture(scope="module")
def own() -> Iterator[httpx.Client]:
    with (
        serve("--network", "tests.browser.own:make", "--input", "1x20x24") as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client


def test_a_network_of_ones_own_has_a_card_that_says_what_is_missing(own: httpx.Client) -> None:
    page = own.get("/networks/make")
    assert page.status_code == 200
    said = text_of(page.text)
    assert "Its classes are not the ten digits" in said
    assert "came without a card" in said
    assert "was never measured" in said
