"""The live socket of a real server, spoken to by a real client."""

import asyncio
import base64
import json
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load as read_safetensors
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.servers import Server
from tests.web.bodies import SEVEN, picture, pixels

INK = SEVEN["ink"]
Story = Callable[[ClientConnection], Awaitable[None]]


def metadata(frame: bytes) -> dict[str, str]:
    (length,) = struct.unpack("<Q", frame[:8])
    return json.loads(frame[8 : 8 + length])["__metadata__"]


async def say(live: ClientConnection, **message: Any) -> None:
    await live.send(json.dumps(message))


async def ask(live: ClientConnection, **message: Any) -> bytes:
    await say(live, **message)
    answer = await live.recv()
    assert isinstance(answer, bytes), answer
    return answer


async def refused(live: ClientConnection, text: str | bytes) -> dict[str, Any]:
    await live.send(text)
    answer = await live.recv()
    assert isinstance(answer, str), "a frame came for a bad message"
    said = json.loads(answer)
    assert said.keys() == {"seq", "problem"}
    assert {"type", "title", "status", "detail"} <= said["problem"].keys()
    return said


def tell(server: Server, story: Story, query: str = "network=crash-course", **options: Any) -> None:
    async def run() -> None:
        url = f"{server.socket_url}/api/v1/live?{query}"
        async with connect(url, max_size=None, **options) as live:
            await asyncio.wait_for(story(live), 30)

    asyncio.run(run())


def test_a_frame_has_the_numbers_of_a_trace(server: Server, api: httpx.Client) -> None:
    trace = api.post("/api/v1/networks/crash-course/trace", json=SEVEN).json()

    async def story(live: ClientConnection) -> None:
        cell = {"layer": "conv", "channel": 3, "row": 9, "column": 14}
        frame = await ask(live, seq=5, ink=INK, cell=cell)
        found, tensors = metadata(frame), read_safetensors(frame)
        assert found["seq"] == "5"
        assert found["label"] == trace["label"]
        np.testing.assert_allclose(json.loads(found["logits"]), trace["logits"], rtol=1e-5)
        assert tensors.keys() == trace["layers"].keys()
        for name, output in trace["layers"].items():
            low, high = json.loads(found["ranges"])[name]
            assert low == pytest.approx(np.min(output), abs=1e-4)
            assert high == pytest.approx(np.max(output), abs=1e-4)
            np.testing.assert_allclose(tensors[name], output, rtol=1e-3, atol=1e-2)
        result = json.loads(found["cell"])["result"]
        assert result == pytest.approx(trace["layers"]["conv"][3][9][14], rel=1e-5)

    tell(server, story)


@pytest.mark.parametrize("dtype", ["float32", "float16", "uint8"])
def test_numbers_come_in_the_dtype_asked_for(server: Server, dtype: str) -> None:
    async def story(live: ClientConnection) -> None:
        frame = await ask(live, seq=1, ink=INK)
        assert {str(array.dtype) for array in read_safetensors(frame).values()} == {dtype}
        assert ("scales" in metadata(frame)) == (dtype == "uint8")
        assert set(read_safetensors(frame)) == {"conv", "softmax"}

    tell(server, story, f"network=crash-course&dtype={dtype}&layers=softmax,conv")


def test_growing_ink_equals_whole_ink(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        whole = metadata(await ask(live, seq=1, ink=INK))["logits"]
        first, last = INK["strokes"]
        await ask(live, seq=2, ink={"strokes": [first, last[:1]]})
        grown = metadata(await ask(live, seq=3, append=last[1:]))
        assert grown["logits"] == whole

    tell(server, story)


def test_the_newest_wins_and_no_append_is_lost(server: Server) -> None:
    points = [[0.5, 0.1 + i * 0.008] for i in range(100)]

    async def story(live: ClientConnection) -> None:
        await say(live, seq=0, ink={"strokes": [points[:1]]})
        for i, point in enumerate(points[1:], 1):
            await say(live, seq=i, append=[point])
        seqs, frame = [], b""
        while not seqs or seqs[-1] != 99:
            received = await live.recv()
            assert isinstance(received, bytes)
            frame = received
            seqs.append(int(metadata(frame)["seq"]))
        assert seqs == sorted(set(seqs))
        assert len(seqs) < 100, "nothing was skipped"
        whole = await ask(live, seq=100, ink={"strokes": [points]})
        assert metadata(whole)["logits"] == metadata(frame)["logits"]

    tell(server, story)


def test_all_inputs_and_the_blank_canvas(server: Server) -> None:
    image = base64.b64encode(picture()).decode()

    async def story(live: ClientConnection) -> None:
        one = metadata(await ask(live, seq=1, **pixels()))
        two = metadata(await ask(live, seq=2, image=image, fit=False))
        np.testing.assert_allclose(json.loads(one["logits"]), json.loads(two["logits"]), atol=1e-6)
        blank = metadata(await ask(live, seq=3, ink={"strokes": []}))
        assert json.loads(blank["not_a_digit"]) == 1

    tell(server, story)


def test_the_network_is_switched_from_then_on(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        assert metadata(await ask(live, seq=1, ink=INK))["network"] == "crash-course"
        assert metadata(await ask(live, seq=2, network="vgg-mini"))["network"] == "vgg-mini"
        assert metadata(await ask(live, seq=3, append=[[0.5, 0.5]]))["network"] == "vgg-mini"

    tell(server, story)


def test_edits_hold_for_one_message(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        edits = [{"layer": "conv", "channel": 2, "scale": 0}]
        plain = await ask(live, seq=1, ink=INK)
        edited = await ask(live, seq=2, edits=edits)
        assert not read_safetensors(edited)["conv"][2].any()
        again = await ask(live, seq=3)
        assert metadata(again)["logits"] == metadata(plain)["logits"]

    tell(server, story)


def test_a_message_may_keep_the_edits_of_the_one_before(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        edits = [{"layer": "conv", "channel": 2, "scale": 0}]
        edited = metadata(await ask(live, seq=1, ink=INK, edits=edits))["logits"]
        for seq in (2, 3):
            assert metadata(await ask(live, seq=seq, keep=True))["logits"] == edited
        assert metadata(await ask(live, seq=4, ink=INK, keep=True))["logits"] == edited
        plain = metadata(await ask(live, seq=5, ink=INK))["logits"]
        assert plain != edited
        assert metadata(await ask(live, seq=6, keep=True))["logits"] == plain

    tell(server, story)


def test_what_edits_change_is_told_against_the_untouched_network(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        edits = [{"layer": "pool", "channel": 2, "scale": 0.5}]
        plain = await ask(live, seq=1, ink=INK, dtype="float32")
        edited = await ask(live, seq=2, edits=edits, baseline=True, difference=True)
        baseline = json.loads(metadata(edited)["baseline"])
        assert baseline["logits"] == json.loads(metadata(plain)["logits"])
        before, after = read_safetensors(plain), read_safetensors(edited)
        changed = {name for name in after if name.startswith("difference/")}
        reached = ["pool", "flatten", "dense1", "relu2", "dense2", "softmax"]
        assert changed == {f"difference/{name}" for name in reached}
        for name in reached:
            difference = after[f"difference/{name}"]
            np.testing.assert_allclose(difference, after[name] - before[name], atol=1e-5)
        assert after["difference/pool"][2].any()

    tell(server, story)


def test_a_baseline_comes_only_when_asked_for_and_with_edits(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        edits = [{"layer": "conv", "channel": 2, "scale": 0}]
        unasked = await ask(live, seq=1, ink=INK, edits=edits)
        unedited = await ask(live, seq=2, baseline=True, difference=True)
        lean = await ask(live, seq=3, edits=edits, baseline=True)
        assert "baseline" not in metadata(unasked)
        assert "baseline" not in metadata(unedited)
        assert "baseline" in metadata(lean)
        assert read_safetensors(lean).keys() == read_safetensors(unasked).keys()

    tell(server, story)


def test_differences_follow_the_choice_of_layers(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        edits = [{"layer": "conv", "channel": 2, "scale": 0}]
        frame = await ask(live, seq=1, ink=INK, edits=edits, difference=True)
        assert set(read_safetensors(frame)) == {
            "conv",
            "pool",
            "difference/conv",
            "difference/pool",
        }

    tell(server, story, "network=crash-course&layers=conv,pool")


BAD = [
    ('{"seq": 1, "keep": true, "edits": [{"layer": "conv", "channel": 0, "scale": 0}]}', 422),
    ("{", 400),
    ('{"seq": NaN}', 400),
    ('{"seq": 1, "seq": 2}', 400),
    (b'{"seq": 1, "image": "\xff"}', 400),
    ('{"seq": 1, "image": "\\ud800"}', 400),
    ("[" * 60_000, 400),
    ("[]", 422),
    ("{}", 422),
    ('{"seq": "1"}', 422),
    ('{"seq": 1, "inc": {}}', 422),
    ('{"seq": 1, "ink": {"strokes": [[[5, 5]]]}}', 422),
    ('{"seq": 1, "ink": {"strokes": [[[0.1]]]}}', 422),
    ('{"seq": 1, "ink": {"strokes": [[[0, 0]]]}, "pixels": [[0]]}', 422),
    ('{"seq": 1, "pixels": [[2]]}', 422),
    ('{"seq": 1, "pixels": [[0], [0, 0]]}', 422),
    ('{"seq": 1, "image": "***"}', 422),
    ('{"seq": 1, "image": "AAAA"}', 422),
    ('{"seq": 1, "image": "R0lGODlhAQABAAAAACw="}', 415),
    ('{"seq": 1, "edits": [{"layer": "conv", "channel": 99, "scale": 0}]}', 422),
    ('{"seq": 1, "edits": [{"layer": "covn", "channel": 0, "scale": 0}]}', 404),
    ('{"seq": 1, "network": "lenet5"}', 404),
    ('{"seq": 1, "layers": ["c9"]}', 404),
    ('{"seq": 1, "dtype": "int4"}', 422),
    ('{"seq": 1, "ink": {"strokes": [' + "[[0,0]]," * 250 + "[[0,0]]]}}", 422),
    (" " * 70_000, 413),
]


def test_bad_messages_are_answered_and_change_nothing(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        before = metadata(await ask(live, seq=1, ink=INK))["logits"]
        for text, status in BAD:
            said = await refused(live, text)
            assert said["problem"]["status"] == status, (text[:80], said)
            after = metadata(await ask(live, seq=2))
            assert after["logits"] == before

    tell(server, story)


def test_a_message_beyond_all_bounds_ends_the_socket(server: Server) -> None:
    async def story(live: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            await live.send(" " * (4 << 20))
        with pytest.raises(ConnectionClosed) as caught:
            await live.recv()
        assert caught.value.rcvd is None or caught.value.rcvd.code == 1009

    tell(server, story)


@pytest.mark.parametrize(
    ("query", "status"),
    [("network=lenet5", 404), ("network=lenet-5&layers=c9", 404), ("dtype=int4", 422),
     ("colour=red", 422)],
)  # fmt: skip
def test_a_wrong_address_is_refused_in_words(server: Server, query: str, status: int) -> None:
    with pytest.raises(InvalidStatus) as caught:
        tell(server, lambda live: asyncio.sleep(0), query)
    assert caught.value.response.status_code == status
    assert json.loads(caught.value.response.body)["status"] == status


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [("http://evil.example", False), ("null", False), ("http://127.0.0.1:1", False), ("own", True)],
)
def test_pages_of_other_sites_may_not_connect(server: Server, origin: str, welcome: bool) -> None:
    async def story(live: ClientConnection) -> None:
        await ask(live, seq=1, ink=INK)

    options = {"origin": server.url if origin == "own" else origin}
    if welcome:
        tell(server, story, **options)
        return
    with pytest.raises(InvalidStatus) as caught:
        tell(server, story, **options)
    assert caught.value.response.status_code == 403


async def take(server: Server) -> ClientConnection:
    """A socket, once there is room: the server notices a closed one a moment later."""
    for _ in range(500):
        try:
            return await connect(f"{server.socket_url}/api/v1/live")
        except InvalidStatus:
            await asyncio.sleep(0.02)
    raise AssertionError("no place was given back")


async def take_all(server: Server) -> None:
    """A client may have eight sockets, whatever was there before; not one more."""
    open_ones = [await take(server) for _ in range(8)]
    for live in open_ones:
        assert await ask(live, seq=1, ink=INK)
    with pytest.raises(InvalidStatus) as caught:
        await connect(f"{server.socket_url}/api/v1/live")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"]
    for live in open_ones:
        await live.close()


def test_a_client_has_eight_sockets_and_gets_them_back(server: Server) -> None:
    asyncio.run(take_all(server))
    asyncio.run(take_all(server))


def test_clients_that_vanish_leave_nothing_behind(server: Server, api: httpx.Client) -> None:
    async def vanish() -> None:
        for _ in range(20):
            live = await take(server)
            await say(live, seq=1, ink=INK)
            live.transport.abort()
            await live.wait_closed()

    asyncio.run(vanish())
    asyncio.run(take_all(server))
    assert api.post("/api/v1/networks/lenet-5/predict", json=SEVEN).status_code == 200
