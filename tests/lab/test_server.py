"""Training over a real server's socket: what is told, what is kept, what is left behind."""

import asyncio
import base64
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import torch
from PIL import Image
from safetensors.torch import load
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.networks.practices import MEAN, STD
from tests.lab.talk import TINY, Visitor, visit
from tests.servers import Server, serve
from tests.web.bodies import SEVEN, picture
from tests.web.test_live import metadata

Json = dict[str, Any]
FLOOD = 40
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server of the lab's own, and the place of its temporary files."""
    place = tmp_path_factory.mktemp("lab")
    with serve("--workers", "2", env={"TMPDIR": str(place)}) as running:
        yield running, place


def trainers(inside: int) -> list[int]:
    """The processes that train below a process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            if b"app.lab.process" in command and inside in ancestors(int(status.parent.name)):
                found.append(int(status.parent.name))
        except OSError:
            continue
    return found


def ancestors(process: int) -> list[int]:
    found = []
    while process > 1:
        text = Path(f"/proc/{process}/stat").read_text()
        process = int(text.rpartition(")")[2].split()[1])
        found.append(process)
    return found


def soon(fits: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while not fits() and time.monotonic() < end:
        time.sleep(0.1)
    return fits()


def test_a_network_is_trained_looked_at_and_taken_away(
    lab: tuple[Server, Path], tmp_path: Path
) -> None:
    server, _ = lab
    network = asyncio.run(_story(server))
    for _ in range(6):  # a new connection each time: either worker has it
        answer = httpx.get(f"{server.url}/api/v1/networks/{network}", timeout=30)
        assert answer.status_code == 200
    assert answer.json()["parameters"] == 52 + 392 * 10 + 10
    with httpx.Client(base_url=server.url, timeout=30) as api:
        assert network not in api.get("/api/v1/networks").text
        said = api.post(f"/api/v1/networks/{network}/predict", json=SEVEN).json()
        for call in ("trace", "explain?method=gradient", "ablate", "preprocess", "history"):
            answer = api.post(f"/api/v1/networks/{network}/{call}", json=SEVEN)
            assert answer.status_code in (200, 422), (call, answer.text)
        known = api.get(f"/api/v1/lab/networks/{network}").json()
        assert (known["steps"], known["seed"]) == (10, 0)
        assert sum(map(sum, known["confusion"])) == 2000
        assert known["knobs"]["digits"] == 320
        card = api.get(f"/api/v1/lab/networks/{network}/card.md").text
        assert "| Training digits | 320 | turned |" in card
        archive = api.get(f"/api/v1/lab/networks/{network}/network.zip")
        assert archive.headers["content-disposition"] == 'attachment; filename="network.zip"'
        zipfile.ZipFile(io.BytesIO(archive.content)).extractall(tmp_path)
        one = api.get(f"/api/v1/lab/networks/{network}/model.safetensors").content
        assert one == (tmp_path / "model.safetensors").read_bytes()
        ink = api.post(
            f"/api/v1/networks/{network}/trace", json=SEVEN, params={"layers": "input"}
        ).json()["layers"]["input"]
    alone = _alone(tmp_path, torch.tensor(ink)[None] * STD + MEAN)
    assert alone == pytest.approx(said["logits"], abs=1e-4)


def _alone(place: Path, ink: torch.Tensor) -> list[float]:
    """What the downloaded file says in a Python that has never heard of Inkling."""
    (place / "ink.json").write_text(json.dumps(ink.tolist()))
    code = (
        "import json, sys, torch, model\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] == 'app']\n"
        "ink = torch.tensor(json.load(open('ink.json')))\n"
        "print(json.dumps(model.logits(model.load(), ink)[0].tolist()))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=place, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    found: list[float] = json.loads(done.stdout)
    return found


async def _story(server: Server) -> str:
    async with visit(server) as me:
        await me.say("ink", seq=4, **SEVEN)
        await me.say("run")
        refusal = await me.until("problem")
        assert "send start" in refusal["problem"]["detail"]
        await me.say("start", knobs={**TINY, "depth": 4, "field": 9, "padding": 0})
        refusal = await me.until("problem")
        assert ["knobs", "depth"] in [error["loc"] for error in refusal["problem"]["errors"]]
        await me.say("start", knobs=TINY)
        started = await me.until("started")
        assert started["plan"]["steps"] == 20
        first = await me.until("measured")
        assert (first["step"], first["test"]["count"]) == (0, 2000)
        kept = await me.until("kept")
        assert kept["step"] == 20
        told = [event for event in me.events if event["event"] == "progress"]
        curve = [loss for event in told for loss in event["loss"]]
        assert len(curve) == 20
        assert [event["from"] for event in told] == sorted(event["from"] for event in told)
        assert curve[-1] < curve[0]
        about, tensors = me.frames[-1]
        assert (about["seq"], about["step"]) == ("4", "20")
        assert sum(tensors["softmax"].tolist()) == pytest.approx(1, abs=1e-5)
        assert tensors["conv1"].shape == (2, 28, 28)
        await _changes(me, tensors["weight/conv1.weight"])
        await me.say("cancel")
        assert (await me.ended())["reason"] == "cancelled"
        assert me.socket.close_code == 1000
        return str([event for event in me.events if event["event"] == "kept"][-1]["network"])


async def _changes(me: Visitor, last: torch.Tensor) -> None:
    """Go back, step, learn a drawing, forget it again."""
    await me.say("rewind", step=30)
    assert "from 0 to 20" in (await me.until("problem"))["problem"]["detail"]
    await me.say("rewind", step=19)
    assert (await me.until("rewound"))["step"] == 19
    await me.say("step")
    about = await me.until("frame step")
    assert (about["step"], about["count"]) == ("20", "16")
    parts = me.frames[-1][1]
    after = parts["weight/conv1.weight"] + parts["update/conv1.weight"]
    assert torch.allclose(after, last)
    assert parts["batch"].shape == (16, 28, 28)
    norms = {one["name"]: one for one in json.loads(about["parameters"])}
    gradient = parts["gradient/conv1.weight"]
    assert norms["conv1.weight"]["gradient_norm"] == pytest.approx(float(gradient.norm()), rel=1e-4)
    await me.until("state", why="step")
    assert torch.equal(me.frames[-1][1]["weight/conv1.weight"], last)  # to the last bit
    await me.say("learn", label="7", steps=3)
    learned = await me.until("learned")
    assert (learned["from"], learned["step"], learned["label"]) == (20, 23, "7")
    assert learned["after"]["loss"] < learned["before"]["loss"]
    flips = learned["better"]["count"] - learned["worse"]["count"]
    test = learned["test"]
    gain = test["after"]["accuracy"] - test["before"]["accuracy"]
    assert flips == round(2000 * gain)
    await me.say("rewind", step=10)
    await me.until("state", why="rewind")
    await me.say("keep")
    assert (await me.until("kept"))["step"] == 10


@LINUX
def test_a_second_training_waits_and_the_first_leaves_nothing_behind(
    lab: tuple[Server, Path],
) -> None:
    server, _ = lab

    async def story() -> None:
        async with visit(server, knobs=TINY, run=False) as second_to_last:
            await second_to_last.until("started")
            assert len(trainers(server.process.pid)) == 1
            async with visit(server, knobs=TINY) as me:
                queued = await me.until("queued")
                assert (queued["place"], queued["waiting"]) == (1, 1)
                assert httpx.get(f"{server.url}/readyz", timeout=30).status_code == 200
                figures = httpx.get(f"{server.url}/metrics", timeout=30).text
                assert 'inkling_lab_jobs{state="running"} 1.0' in figures
                said = httpx.get(f"{server.url}/api/v1/lab", timeout=30).json()["jobs"]
                assert said == {"running": 1, "waiting": 1}
                await second_to_last.socket.close()
                await me.until("kept")

    asyncio.run(story())
    assert soon(lambda: trainers(server.process.pid) == [])
    jobs = httpx.get(f"{server.url}/api/v1/lab", timeout=30).json()["jobs"]
    assert jobs == {"running": 0, "waiting": 0}


@LINUX
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_the_server_ends(how: signal.Signals, tmp_path: Path) -> None:
    async def story(server: Server) -> None:
        async with visit(server, knobs={**TINY, "epochs": 20, "digits": 10_000}) as me:
            await me.until("progress")
            before = trainers(server.process.pid)
            assert len(before) == 1
            os.kill(server.process.pid, how)
            await me.ended()
            server.process.wait(15)
            assert soon(lambda: not any(Path(f"/proc/{one}").exists() for one in before))
            if how == signal.SIGTERM:
                assert me.socket.close_code in (1000, 1012)

    with serve(env={"TMPDIR": str(tmp_path)}) as server:
        asyncio.run(story(server))
    left = [path.name for path in tmp_path.glob("inkling-lab-*")]
    assert len(left) == (0 if how == signal.SIGTERM else 1)
    if left:
        with serve(env={"TMPDIR": str(tmp_path)}):  # the next server clears up
            assert not (tmp_path / left[0]).exists()


def test_the_queue_has_an_end_and_networks_a_size() -> None:
    async def story(server: Server) -> None:
        async with visit(server, knobs=TINY, run=False) as me:
            await me.until("started")
            async with visit(server, knobs=TINY) as waiting:
                await waiting.until("queued")
                async with visit(server, knobs=TINY) as third:
                    told = await third.hear()
                    assert told["problem"]["status"] == 503
        plan = httpx.post(f"{server.url}/api/v1/lab/plan", json={}, timeout=30)
        assert "more than the 5,000" in plan.json()["detail"]

    with serve(env={"INKLING_LAB_WAITING": "1", "INKLING_LAB_PARAMETERS": "5000"}) as server:
        asyncio.run(story(server))


def test_it_can_be_switched_off() -> None:
    async def story(server: Server) -> None:
        with pytest.raises(InvalidStatus) as caught:
            async with connect(f"{server.socket_url}/api/v1/lab/train"):
                pass
        assert caught.value.response.status_code == 403

    with serve(env={"INKLING_LAB": "false"}) as server:
        said = httpx.get(f"{server.url}/api/v1/lab", timeout=30).json()
        assert (said["on"], said["words"]) == (False, "The lab is switched off on this server.")
        for answer in (
            httpx.post(f"{server.url}/api/v1/lab/plan", json={}, timeout=30),
            httpx.get(f"{server.url}/api/v1/lab/networks/lab-x/card.md", timeout=30),
        ):
            assert answer.status_code == 403
            assert answer.json()["type"].endswith("/lab-off")
        asyncio.run(story(server))


def test_strangers_find_nothing(api: httpx.Client) -> None:
    for id in ("lab-" + "A" * 22, "lab-", "lab-../../../etc/passwd", "lab-%2e%2e"):
        for path in (f"/api/v1/networks/{id}", f"/api/v1/lab/networks/{id}"):
            assert api.get(path).status_code == 404, path
    assert api.get(f"/api/v1/lab/networks/lab-{'A' * 22}/other.py").status_code == 404


@pytest.mark.parametrize(
    "message",
    [
        "", "null", "{}", '{"do": "no"}', '{"do": "start", "knobs": {"depth": 9}}',
        '{"do": "start", "knobs": {"deep": 1}}', '{"do": "learn", "label": "x"}',
        '{"do": "rewind", "step": -1}', '{"do": "ink", "seq": 1}', '{"do": "step", "count": 2}',
        '{"do": "ink", "seq": 1, "ink": {"strokes": [[[9, 9]]]}}', "[" * 1000,
    ],
)  # fmt: skip
def test_a_wrong_message_is_told_and_changes_nothing(server: Server, message: str) -> None:
    async def story() -> None:
        async with visit(server) as me:
            await me.socket.send(message)
            told = await me.hear()
            assert told["event"] == "problem"
            assert 400 <= told["problem"]["status"] < 500
            await me.say("cancel")
            assert (await me.ended())["reason"] == "cancelled"

    asyncio.run(story())


def test_a_flood_of_drawings_leaves_others_their_turn(server: Server) -> None:
    large = base64.b64encode(picture(image=Image.new("L", (2000, 2000), 255))).decode()
    drawing = json.dumps({"do": "ink", "seq": 1, "image": large})

    async def story() -> None:
        async with visit(server) as me, httpx.AsyncClient(base_url=server.url) as other:
            for _ in range(FLOOD):
                await me.socket.send(drawing)
            await me.say("nothing that there is")
            refused = asyncio.create_task(me.until("problem"))
            turns = 0
            while not refused.done():
                assert (await other.get("/healthz", timeout=30)).status_code == 200
                turns += 1
            assert turns > FLOOD  # not one for each drawing, or for many of them

    asyncio.run(story())


def test_pages_of_other_sites_may_not_train(server: Server) -> None:
    async def story() -> None:
        url = f"{server.socket_url}/api/v1/lab/train"
        with pytest.raises(InvalidStatus) as caught:
            async with connect(url, origin="https://elsewhere.example"):  # type: ignore[arg-type]
                pass
        assert caught.value.response.status_code == 403

    asyncio.run(story())


def test_a_kept_network_is_one_like_any_other(lab: tuple[Server, Path]) -> None:
    server, _ = lab

    async def story() -> str:
        async with visit(server, knobs=TINY) as me:
            return str((await me.until("kept"))["network"])

    network = asyncio.run(story())
    with httpx.Client(base_url=server.url, timeout=30) as api:
        place = f"/api/v1/networks/{network}"
        data = api.get(f"/api/v1/lab/networks/{network}/model.safetensors").content
        weights = torch.tensor(api.get(f"{place}/layers/conv1/filters").json()["weights"])
        assert torch.allclose(load(data)["conv1.weight"], weights)
        page = api.get(f"/networks/{network}").text
        assert "A visitor trained it in the lab" in page
        assert "Its probabilities are not calibrated" in page
        assert "learning rate" in page
        units = api.get(f"{place}/units/conv1/0")
        assert units.status_code == 404
        assert "not dissected" in units.json()["detail"]
        off = {**SEVEN, "edits": [{"layer": "conv1", "channel": 0, "scale": 0}]}
        plain, edited = (api.post(f"{place}/predict", json=body).json() for body in (SEVEN, off))
        assert plain["logits"] != edited["logits"]
    assert asyncio.run(_live(server, network)) == network


async def _live(server: Server, network: str) -> str:
    """The network that answers a live drawing."""
    async with connect(f"{server.socket_url}/api/v1/live?network={network}") as live:
        await live.send(json.dumps({"seq": 1, **SEVEN}))
        return str(metadata(bytes(await live.recv()))["network"])  # type: ignore[arg-type]
