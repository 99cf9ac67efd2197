"""Frames without what the page can make itself, and the page's own code that makes it."""

import json
import subprocess
from pathlib import Path

import pytest
from safetensors.numpy import load as read_safetensors
from websockets.asyncio.client import ClientConnection

from tests.machine import program
from tests.servers import Server
from tests.web.bodies import SEVEN
from tests.web.test_live import ask, metadata, tell

ROOT = Path(__file__).parents[2]
INK = SEVEN["ink"]
DECODE = """
import { readFileSync } from "node:fs";
import { decodeFrame, peek } from "./static/js/core/frame.js";
const read = (path) => decodeFrame(peek(new Uint8Array(readFileSync(path)).buffer).archive);
const [short, whole] = process.argv.slice(1).map(read);
const same = (a, b) =>
  String(a.shape) === String(b.shape) && a.data.every((x, at) => x === b.data[at]);
const wrong = [...whole.tensors].filter(
  ([name, tensor]) => !short.tensors.has(name) || !same(tensor, short.tensors.get(name)),
);
const more = short.tensors.size - whole.tensors.size;
console.log(JSON.stringify({ wrong: wrong.map(([name]) => name), more, ranges: short.ranges }));
"""


def frame(server: Server, query: str, **message: object) -> bytes:
    found: list[bytes] = []

    async def story(live: ClientConnection) -> None:
        found.append(await ask(live, seq=1, ink=INK, **message))

    tell(server, story, query)
    return found[0]


@pytest.mark.parametrize("network", ["crash-course", "lenet-5", "vgg-mini", "mlp"])
def test_the_page_makes_what_was_not_sent(server: Server, network: str, tmp_path: Path) -> None:
    whole = frame(server, f"network={network}")
    short = frame(server, f"network={network}&derive=true")
    derived = [recipe["layer"] for recipe in json.loads(metadata(short)["derived"])]
    assert derived
    assert {*read_safetensors(whole)} - {*read_safetensors(short)} == {*derived}
    assert metadata(short)["ranges"] == metadata(whole)["ranges"]
    for name, data in (("short", short), ("whole", whole)):
        (tmp_path / name).write_bytes(data)
    command = [program("node"), "--input-type=module", "-e", DECODE, "--"]
    files = [str(tmp_path / "short"), str(tmp_path / "whole")]
    done = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert (said["wrong"], said["more"]) == ([], 0)
    assert said["ranges"] == json.loads(metadata(whole)["ranges"])


def test_half_of_a_frame_need_not_be_sent(server: Server) -> None:
    whole, short = (
        frame(server, f"network=crash-course&derive={said}") for said in ("false", "true")
    )
    assert len(short) < 0.5 * len(whole)


def test_a_layer_is_sent_when_that_before_it_is_not(server: Server) -> None:
    chosen = frame(server, "network=crash-course&derive=true&layers=relu1,flatten,dense1,relu2")
    assert {*read_safetensors(chosen)} == {"relu1", "flatten", "dense1"}
    assert [recipe["layer"] for recipe in json.loads(metadata(chosen)["derived"])] == ["relu2"]


def test_every_sort_of_message_is_answered_so(server: Server) -> None:
    cell = {"layer": "conv", "channel": 0, "row": 1, "column": 2}

    async def story(live: ClientConnection) -> None:
        for said in ({"cell": cell}, {"fit": False}, {"checkpoint": 0}, {"append": [[0.5, 0.5]]}):
            first = await ask(live, seq=1, ink=INK)
            found = await ask(live, seq=2, **said)
            assert metadata(found)["derived"] == metadata(first)["derived"]
        other = await ask(live, seq=3, network="lenet-5")
        assert [way["layer"] for way in json.loads(metadata(other)["derived"])] == ["flatten"]
        few = await ask(live, seq=4, network="crash-course", layers=["conv", "relu1"])
        assert {*read_safetensors(few)} == {"conv"}
        assert "derived" not in metadata(await ask(live, seq=5, dtype="uint8"))

    tell(server, story, "network=crash-course&derive=true")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("dtype=uint8", {}),
        ("", {"edits": [{"layer": "relu1", "channel": 0, "scale": 0.5}]}),
    ],
)
def test_rounded_steps_and_edits_are_sent_whole(
    server: Server, query: str, message: dict[str, object]
) -> None:
    sent = frame(server, f"network=crash-course&derive=true&{query}".rstrip("&"), **message)
    assert "derived" not in metadata(sent)
    assert {"conv", "relu1", "pool", "flatten"} <= read_safetensors(sent).keys()
