import gzip
import io
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import URLError

import pytest

from app.training.mnist import FILES, DataError, cache_folder, download, load, sha256
from tests.training import tiny

IMAGES = "train-images-idx3-ubyte.gz"


@pytest.fixture
def contents():
    return tiny.files()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def mirror(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_files_are_found_in_sub_folders_by_hash_not_by_name(tmp_path, contents):
    tiny.write(tmp_path / "a-other-data", dict.fromkeys(contents, b"something else"))
    hashes = tiny.write(tmp_path / "b" / "mnist", contents)
    digits = load(tmp_path, files=hashes)
    assert tuple(digits.train_images.shape) == (60, 28, 28)
    assert digits.test_labels.tolist() == [i % 10 for i in range(30)]
    assert int(digits.train_images[3, 10, 11]) == 250


def test_a_missing_file_is_named(tmp_path, contents):
    hashes = tiny.write(tmp_path, contents)
    (tmp_path / IMAGES).unlink()
    with pytest.raises(DataError, match=f"{IMAGES} is neither in"):
        load(tmp_path, files=hashes)


def test_a_truncated_file_is_named_with_its_hash_and_the_expected_one(tmp_path, contents):
    hashes = tiny.write(tmp_path, contents)
    (tmp_path / IMAGES).write_bytes(contents[IMAGES][:-10])
    with pytest.raises(DataError) as caught:
        load(tmp_path, files=hashes)
    assert IMAGES in str(caught.value)
    assert hashes[IMAGES] in str(caught.value)
    assert sha256(tmp_path / IMAGES) in str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"plain", "not a readable gzip file"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\x02ab"), "not an IDX file"),
        (
            gzip.compress(b"\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02ab"),
            r"\(2, 2, 2\) but holds 2",
        ),
    ],
)
def test_a_file_of_the_right_hash_but_wrong_form_is_refused(tmp_path, contents, data, reason):
    hashes = tiny.write(tmp_path, contents | {IMAGES: data})
    with pytest.raises(DataError, match=reason):
        load(tmp_path, files=hashes)


def test_images_without_labels_are_refused(tmp_path, contents):
    fewer = tiny.files(train=50)["train-labels-idx1-ubyte.gz"]
    hashes = tiny.write(tmp_path, contents | {"train-labels-idx1-ubyte.gz": fewer})
    with pytest.raises(DataError, match="60 images but 50 labels"):
        load(tmp_path, files=hashes)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="no folder"):
        load(tmp_path / "nowhere")


def test_missing_files_are_downloaded_once(tmp_path, contents):
    hashes = tiny.write(tmp_path / "served", contents)
    cache = tmp_path / "cache"
    with mirror(tmp_path / "served") as url:
        first = load(files=hashes, mirrors=[url], cache=cache)
    again = load(files=hashes, mirrors=["http://127.0.0.1:9/"], cache=cache)  # nobody listens
    assert first.train_images.equal(again.train_images)


def test_a_mirror_with_another_file_is_passed_over(tmp_path, contents):
    hashes = tiny.write(tmp_path / "good", contents)
    tiny.write(tmp_path / "bad", dict.fromkeys(contents, b"an error page"))
    with mirror(tmp_path / "bad") as bad, mirror(tmp_path / "good") as good:
        load(files=hashes, mirrors=[bad, good], cache=tmp_path / "cache")
        with pytest.raises(DataError, match=r"could not be downloaded.*13 bytes.*--data"):
            load(files=hashes, mirrors=[bad], cache=tmp_path / "other")
    assert not list((tmp_path / "other").glob("*"))


def test_a_damaged_download_is_fetched_again(tmp_path, contents):
    hashes = tiny.write(tmp_path, contents)
    (tmp_path / IMAGES).write_bytes(b"half")
    path = download(
        IMAGES, hashes[IMAGES], tmp_path, ["x/"], lambda _: io.BytesIO(contents[IMAGES])
    )
    assert path.read_bytes() == contents[IMAGES]


def test_no_network_is_one_sentence(tmp_path):
    def nobody(url):
        raise URLError("no route")

    with pytest.raises(DataError, match="no route"):
        load(opener=nobody, cache=tmp_path)


def test_the_hashes_are_those_of_the_genuine_release():
    assert len(FILES) == 4
    assert {len(digest) for digest in FILES.values()} == {64}


def test_the_cache_is_where_the_system_wants_it(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "inkling"
