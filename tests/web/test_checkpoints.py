"""A network at a moment of its training: every call can be asked about it, and all agree."""

import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from safetensors.numpy import load as read_safetensors
from safetensors.torch import load_file
from websockets.asyncio.client import ClientConnection

from app.networks import ARCHITECTURES
from app.resources import resource
from tests.servers import Server, serve
from tests.web.bodies import SEVEN
from tests.web.test_live import ask as frame_of
from tests.web.test_live import metadata, refused, tell

Json = dict[str, Any]
NETWORKS = ["crash-course", "lenet-5", "vgg-mini", "mlp"]
OWN = ("--network", "tests.browser.own:make", "--input", "1x20x24")


def post(api: httpx.Client, network: str, what: str, body: Json = SEVEN, **query: Any) -> Json:
    answer = api.post(f"/api/v1/networks/{network}/{what}", json=body, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def steps_of(api: httpx.Client, network: str) -> list[int]:
    found = api.get(f"/api/v1/networks/{network}/checkpoints").json()["checkpoints"]
    return [one["step"] for one in found]


def by_torch(network: str, step: int, ink: Any) -> torch.Tensor:
    """The logits of the plain module with the file's tensors."""
    architecture, head = ARCHITECTURES[network], f"{step:06d}/"
    file = load_file(resource("models") / network / "checkpoints.safetensors")
    module = architecture.build()
    state = {name.removeprefix(head): t for name, t in file.items() if name.startswith(head)}
    module.load_state_dict(state)
    with torch.no_grad():
        return module.eval()((torch.tensor(ink) - architecture.mean) / architecture.std)[0]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_history_is_what_each_checkpoint_says(api: httpx.Client, network: str) -> None:
    found = post(api, network, "history")
    steps = steps_of(api, network)
    assert found["steps"] == steps
    ink = [[step["image"] for step in post(api, network, "preprocess")["steps"]][-1:]]
    for at in (0, 7, 18):
        one = post(api, network, "predict", checkpoint=steps[at])
        assert one["checkpoint"] == steps[at]
        assert one["label"] == found["labels"][at]
        np.testing.assert_allclose(found["logits"][at], one["logits"], rtol=1e-5, atol=1e-5)
        expected = by_torch(network, steps[at], ink)
        np.testing.assert_allclose(one["logits"], expected, rtol=1e-4, atol=1e-3)
        assert one["not_a_digit"] is None
    finished = post(api, network, "predict")
    assert found["logits"][-1] == pytest.approx(finished["logits"], rel=1e-5)
    assert (found["label"], found["labels"][-1]) == (finished["label"],) * 2
    since = steps.index(found["since"])
    assert set(found["labels"][since:]) == {"7"}
    assert post(api, network, "predict", checkpoint=steps[-1])["logits"] == finished["logits"]


def test_another_answer_may_be_the_right_one(api: httpx.Client) -> None:
    found = post(api, "lenet-5", "history", label="3")
    assert (found["label"], found["since"]) == ("3", None)
    answer = api.post("/api/v1/networks/lenet-5/history?label=x", json=SEVEN)
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["query", "label"])


def test_every_call_shows_the_same_moment(api: httpx.Client) -> None:
    step = steps_of(api, "crash-course")[6]
    now = post(api, "crash-course", "predict", checkpoint=step)
    trace = post(api, "crash-course", "trace", checkpoint=step)
    assert trace["logits"] == pytest.approx(now["logits"], rel=1e-5)
    where: Json = {"layer": "conv", "channel": 3, "row": 9, "column": 14}
    cell = post(api, "crash-course", "cell", checkpoint=step, **where)
    assert cell["result"] == pytest.approx(trace["layers"]["conv"][3][9][14], rel=1e-5)
    url = "/api/v1/networks/crash-course/layers/conv/filters"
    learned, finished = (api.get(url, params=q) for q in ({"checkpoint": step}, {}))
    kernel = learned.json()["weights"][3]
    assert np.ravel(kernel) == pytest.approx(np.ravel(cell["weights"]))
    assert kernel != finished.json()["weights"][3]
    assert learned.headers["etag"] != finished.headers["etag"]
    ablation = post(api, "crash-course", "ablate", checkpoint=step, layers="conv")
    assert ablation["probability"] == pytest.approx(now["probability"], abs=1e-6)
    why = post(api, "crash-course", "explain", checkpoint=step, method="gradient", parts="")
    assert why["probability"] == pytest.approx(now["probability"], abs=1e-6)
    assert why["question"]["value"] == pytest.approx(now["logits"][now["index"]], rel=1e-4)
    assert {answer["checkpoint"] for answer in (trace, ablation, why)} == {step}


def test_edits_change_the_network_of_that_moment(api: httpx.Client) -> None:
    step = steps_of(api, "crash-course")[10]
    off = [{"layer": "dense2", "channel": 7, "weights": [0] * 200, "bias": 0.5}]
    body = {**SEVEN, "edits": off}
    one = post(api, "crash-course", "predict", body, checkpoint=step)
    plain = post(api, "crash-course", "predict", checkpoint=step)
    assert one["logits"][7] == pytest.approx(0.5)
    assert one["logits"][:7] == pytest.approx(plain["logits"][:7], rel=1e-5)
    swept = post(api, "crash-course", "history", body)
    assert [row[7] for row in swept["logits"]] == pytest.approx([0.5] * 20)


@pytest.mark.parametrize("what", ["predict", "trace", "explain"])
def test_a_step_that_was_not_kept_is_refused(api: httpx.Client, what: str) -> None:
    url = f"/api/v1/networks/lenet-5/{what}"
    answer = api.post(url, json=SEVEN, params={"checkpoint": "7"})
    assert answer.status_code == 422
    assert "there is 0, 1, 2, 3, 5, 9" in answer.json()["detail"]
    assert api.post(url, json=SEVEN, params={"checkpoint": "-1"}).status_code == 422


def test_what_is_only_known_of_the_finished_network_takes_no_checkpoint(api: httpx.Client) -> None:
    for what in ("neighbours", "confidence"):
        url = f"/api/v1/networks/lenet-5/{what}?checkpoint=0"
        assert api.post(url, json=SEVEN).status_code == 422


def test_live_frames_show_the_moment(server: Server, api: httpx.Client) -> None:
    step = steps_of(api, "crash-course")[5]
    early = post(api, "crash-course", "trace", checkpoint=step)
    finished = post(api, "crash-course", "predict")

    async def story(live: ClientConnection) -> None:
        edits = [{"layer": "conv", "channel": 0, "scale": 0}]
        frame = await frame_of(live, seq=1, ink=SEVEN["ink"], checkpoint=step)
        assert metadata(frame)["checkpoint"] == str(step)
        np.testing.assert_allclose(
            read_safetensors(frame)["conv"], early["layers"]["conv"], rtol=1e-3, atol=1e-3
        )
        edited = metadata(await frame_of(live, seq=2, checkpoint=step, edits=edits, baseline=True))
        baseline = json.loads(edited["baseline"])
        assert baseline["logits"] == pytest.approx(early["logits"], rel=1e-5)
        said = await refused(live, json.dumps({"seq": 3, "checkpoint": 7}))
        assert "there is 0, 1, 2" in said["problem"]["detail"]
        after = metadata(await frame_of(live, seq=4))
        assert "checkpoint" not in after
        assert json.loads(after["logits"]) == pytest.approx(finished["logits"], rel=1e-5)

    tell(server, story)


def test_a_network_of_ones_own_says_that_it_has_none() -> None:
    with serve(*OWN) as own, httpx.Client(base_url=own.url, timeout=30) as api:
        id = api.get("/api/v1/networks").json()["networks"][-1]["id"]
        listed = api.get(f"/api/v1/networks/{id}/checkpoints").json()
        assert listed["checkpoints"] == []
        assert "came without checkpoints" in listed["words"]
        for what in ("history", "predict?checkpoint=0"):
            answer = api.post(f"/api/v1/networks/{id}/{what}", json=SEVEN)
            assert answer.status_code == 422
            assert "came without checkpoints" in answer.json()["detail"]


def test_damaged_checkpoints_are_said_and_the_finished_network_answers(tmp_path: Path) -> None:
    place = tmp_path / "crash-course"
    place.mkdir()
    for name in ("model.safetensors", "card.json"):
        shutil.copy(resource("models") / "crash-course" / name, place)
    (place / "checkpoints.safetensors").write_bytes(b"\0" * 99)
    with (
        serve(env={"INKLING_MODELS": str(tmp_path)}) as damaged,
        httpx.Client(base_url=damaged.url, timeout=30) as api,
    ):
        for what in ("history", "predict?checkpoint=0"):
            answer = api.post(f"/api/v1/networks/crash-course/{what}", json=SEVEN)
            assert answer.status_code == 404
            assert "cannot be read" in answer.json()["detail"]
        assert post(api, "crash-course", "predict")["label"] == "7"
        listed = api.get("/api/v1/networks/crash-course/checkpoints").json()["checkpoints"]
        assert {one["test"] for one in listed} == {None}


@pytest.mark.parametrize("what", ["nudge?target=3&trials=60", "adversary?target=3&methods=fgsm"])
def test_only_the_answer_names_its_moment_not_what_is_in_it(api: httpx.Client, what: str) -> None:
    path, _, query = what.partition("?")
    found = post(api, "crash-course", f"{path}?checkpoint=1&{query}")
    plain = post(api, "crash-course", "predict", checkpoint=1)
    assert found["checkpoint"] == 1
    assert found["before"].keys() == plain.keys() - {"network", "checkpoint"}
    assert found["before"]["logits"] == pytest.approx(plain["logits"], rel=1e-4, abs=1e-5)
