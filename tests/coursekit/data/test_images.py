"""The data: what notebooks get, what is said when a set is missing or damaged, and fetching it, from a real server."""

import gzip
import hashlib
import importlib.util
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits as sklearn_digits

from coursekit.data.images import (
    MNIST,
    DataError,
    Source,
    describe_images,
    fetch,
    held_out_image_labels,
    load_images,
    load_mnist,
    read_idx,
    with_channels,
)

FETCH = Path(__file__).parents[3] / "data_scripts" / "fetch.py"


def idx(array: np.ndarray) -> bytes:
    """The bytes of an idx file, as its format's description has them."""
    head = struct.pack(">HBB", 0, 0x08, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.astype(np.uint8).tobytes(), mtime=0)


def small_files() -> dict[str, bytes]:
    """Twelve training and five test images of 4×3 pixels, in files with MNIST's names."""
    numbers = np.random.default_rng(0)
    arrays = [
        numbers.integers(0, 256, (12, 4, 3)),
        numbers.integers(0, 10, 12),
        numbers.integers(0, 256, (5, 4, 3)),
        numbers.integers(0, 10, 5),
    ]
    return {name: idx(array) for name, array in zip(MNIST.files, arrays, strict=True)}


def source_of(files: dict[str, bytes], urls: tuple[str, ...] = ()) -> Source:
    return Source("mnist", "a small MNIST", {name: hashlib.sha256(b).hexdigest() for name, b in files.items()}, urls)


def write_mirror(folder: Path, files: dict[str, bytes]) -> Path:
    (folder / "mnist").mkdir(parents=True)
    for name, content in files.items():
        (folder / "mnist" / name).write_bytes(content)
    return folder


class Server(ThreadingHTTPServer):
    """Serves `files` at any path that ends in their name; `cut` breaks an answer off after that many bytes."""

    files: dict[str, bytes]
    cut: int | None = None
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        self.server.asked.append(self.path)
        if name not in self.server.files:
            self.send_error(404)
            return
        content = self.server.files[name]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: self.server.cut])

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server():
    server = Server(("127.0.0.1", 0), Handler)
    server.files, server.asked = small_files(), []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    """No settings of the machine the tests run on; and no proxy between them and their own server."""
    for name in ("DLBH_DATASET", "DLBH_DATA", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def address(server: Server, folder: str = "mnist") -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/{folder}"


# --- what notebooks get ------------------------------------------------------------------------------------------


def test_the_digits_are_scikit_learns_split_in_three_without_overlap():
    data, theirs = load_images(), sklearn_digits()
    labels = np.concatenate([data["y_train"], data["y_val"], held_out_image_labels("digits")])
    pixels = np.concatenate([data["X_train"], data["X_val"], data["X_test"]])
    mine = sorted(zip(map(bytes, pixels * 16), labels, strict=True))
    assert mine == sorted(zip(map(bytes, theirs.data), theirs.target, strict=True))
    assert [len(data[key]) for key in ("y_train", "y_val", "X_test")] == [1097, 300, 400]
    assert pixels.dtype == np.float64 and pixels.min() == 0 and pixels.max() == 1
    assert data["y_train"].dtype == np.int64 and data["image_shape"] == (8, 8) and data["num_classes"] == 10


def test_the_digits_are_the_same_every_time_and_keep_their_test_labels_back():
    first, second = load_images(), load_images("digits")
    assert all(first[key].tobytes() == second[key].tobytes() for key in first if key[1:2] == "_")
    assert "y_test" not in first
    assert set(first["y_val"]) == set(held_out_image_labels("digits")) == set(range(10))


def test_the_digits_are_the_same_where_scikit_learn_keeps_its_file_elsewhere(monkeypatch):
    usual = load_images()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert load_images()["X_train"].tobytes() == usual["X_train"].tobytes()


def test_describe_never_calls_the_digits_mnist():
    text = describe_images(load_images())
    assert "scikit-learn's digits (embedded; not MNIST)" in text and "8×8" in text and "1,097 to train on" in text


def test_mnist_that_was_not_fetched_gives_the_digits_and_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("DLBH_DATASET", "mnist")
    monkeypatch.chdir(tmp_path)
    data = load_images()
    assert data["name"] == "digits"
    assert "has not been fetched, so these are scikit-learn's digits" in describe_images(data)
    with pytest.raises(DataError, match=r"has not been fetched: run `python data_scripts/fetch.py mnist`"):
        held_out_image_labels("mnist")


def test_an_unknown_set_is_refused_with_the_known_ones(monkeypatch):
    monkeypatch.setenv("DLBH_DATASET", "cifar")
    with pytest.raises(DataError, match="no data set 'cifar': set DLBH_DATASET to digits or mnist"):
        load_images()
    with pytest.raises(DataError, match="no data set 'cifar': digits or mnist are known"):
        held_out_image_labels("cifar")


def test_mnist_is_split_scaled_and_flat(tmp_path):
    files = small_files()
    data = load_mnist(write_mirror(tmp_path, files), source_of(files))
    images = read_idx(tmp_path / "mnist" / "train-images-idx3-ubyte.gz")
    assert data["X_train"].shape == (10, 12) and data["X_val"].shape == (2, 12) and data["X_test"].shape == (5, 12)
    assert data["X_train"].dtype == np.float32 and data["y_val"].dtype == np.int64
    assert data["image_shape"] == (4, 3) and data["name"] == "mnist"
    np.testing.assert_allclose(data["X_val"] * 255, images[10:].reshape(2, 12), rtol=1e-6)
    assert "y_test" not in data


# --- files that are not what they should be ----------------------------------------------------------------------


def test_a_changed_file_is_named_with_the_next_step(tmp_path):
    files = small_files()
    write_mirror(tmp_path, {**files, "train-labels-idx1-ubyte.gz": b"something else"})
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte.gz: its sha256 is .*delete the file and run"):
        load_mnist(tmp_path, source_of(files))


def test_a_missing_file_is_named(tmp_path):
    files = small_files()
    write_mirror(tmp_path, {name: content for name, content in files.items() if "t10k" not in name})
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte.gz: no such file; run"):
        load_mnist(tmp_path, source_of(files))


def test_images_and_labels_of_different_number_are_refused(tmp_path):
    files = small_files()
    files["train-labels-idx1-ubyte.gz"] = idx(np.zeros(11))
    with pytest.raises(DataError, match="12 images, but 11 labels"):
        load_mnist(write_mirror(tmp_path, files), source_of(files))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not gzip at all", "gzip"),
        (idx(np.zeros((3, 2)))[:-9], "end-of-stream|CRC|incomplete"),
        (gzip.compress(idx(np.zeros(4))), "not those of an idx file"),
        (gzip.compress(struct.pack(">HBBI", 0, 8, 1, 9) + b"123"), "reshape"),
        (gzip.compress(b"\0\0"), "unpack"),
        (gzip.compress(struct.pack(">HBBI", 0, 0x0D, 1, 1) + b"1234"), "not those of an idx file of unsigned bytes"),
    ],
    ids=["no gzip", "cut off", "one axis", "too short", "two bytes", "signed"],  # gzip's bytes hold the time
)
def test_a_file_that_is_not_idx_is_named(tmp_path, content, reason):
    path = tmp_path / "some.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=rf"some.gz: not a complete idx file \(.*({reason})"):
        read_idx(path)


# --- fetching ----------------------------------------------------------------------------------------------------


def test_a_set_is_fetched_from_a_server_and_loads(server, tmp_path):
    source = source_of(server.files, (address(server),))
    lines: list[str] = []
    folder = fetch(source, tmp_path, report=lines.append)
    assert folder == tmp_path / "mnist"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == server.files
    assert len(lines) == 4 and all(address(server) in line for line in lines)
    assert len(load_mnist(tmp_path, source)["X_train"]) == 10
    assert all(path.stat().st_mode & 0o044 for path in folder.iterdir()), "others on the machine can read it"


def test_what_is_there_and_whole_is_not_fetched_again_and_what_is_damaged_is(server, tmp_path):
    source = source_of(server.files, (address(server),))
    fetch(source, tmp_path, report=lambda line: None)
    (tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz").write_bytes(b"damaged")
    server.asked.clear()
    lines: list[str] = []
    fetch(source, tmp_path, report=lines.append)
    assert server.asked == ["/mnist/t10k-labels-idx1-ubyte.gz"]
    assert sum("already there" in line for line in lines) == 3
    assert load_mnist(tmp_path, source)["name"] == "mnist"


def test_the_next_address_is_tried_where_the_first_does_not_have_the_file(server, tmp_path):
    nowhere = "http://127.0.0.1:1/mnist"
    fetch(source_of(server.files, (nowhere, address(server))), tmp_path, report=lambda line: None)
    assert len(list((tmp_path / "mnist").iterdir())) == 4


def test_a_wrong_checksum_is_said_and_nothing_is_kept(server, tmp_path):
    source = source_of(server.files, (address(server),))
    server.files = {**server.files, "train-images-idx3-ubyte.gz": b"another version"}
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte.gz could not be fetched: .*another version") as told:
        fetch(source, tmp_path, report=lambda line: None)
    assert "its sha256 is not " + source.files["train-images-idx3-ubyte.gz"][:12] in str(told.value)
    assert list((tmp_path / "mnist").iterdir()) == []


def test_a_download_that_breaks_off_leaves_nothing(server, tmp_path):
    server.cut = 20
    with pytest.raises(DataError, match="cannot be reached, or broke off"):
        fetch(source_of(server.files, (address(server),)), tmp_path, report=lambda line: None)
    assert list((tmp_path / "mnist").iterdir()) == []
    server.cut = None
    fetch(source_of(server.files, (address(server),)), tmp_path, report=lambda line: None)


def test_a_server_without_the_file_is_named_with_its_answer(server, tmp_path):
    source = source_of(server.files, (address(server),))
    server.files = {}
    with pytest.raises(DataError, match=r"answered 404 Not Found"):
        fetch(source, tmp_path, report=lambda line: None)


def test_a_mirror_is_treated_as_the_internet_is(tmp_path):
    files = small_files()
    mirror = write_mirror(tmp_path / "mirror", files)
    source = source_of(files)
    lines: list[str] = []
    folder = fetch(source, tmp_path / "data", mirror=mirror, report=lines.append)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    assert len(lines) == 4
    (mirror / "mnist" / "t10k-images-idx3-ubyte.gz").write_bytes(b"damaged")
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte.gz is damaged or another version"):
        fetch(source, tmp_path / "other", mirror=mirror, report=lambda line: None)
    (mirror / "mnist" / "train-images-idx3-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte.gz does not exist"):
        fetch(source, tmp_path / "third", mirror=mirror, report=lambda line: None)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    files = small_files()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="could not be copied to"):
        fetch(source_of(files), tmp_path / "file", mirror=write_mirror(tmp_path / "m", files), report=lambda line: None)


def test_a_fetched_set_is_found_from_a_notebooks_folder(monkeypatch, tmp_path):
    """`data/` of the repository, seen from notebooks/hw2_backprop: it is found, and checked against MNIST's sums."""
    write_mirror(tmp_path / "data", small_files())
    notebooks = tmp_path / "notebooks" / "hw2_backprop"
    notebooks.mkdir(parents=True)
    monkeypatch.chdir(notebooks)
    monkeypatch.setenv("DLBH_DATASET", "mnist")
    with pytest.raises(DataError, match=r"data/mnist/train-images-idx3-ubyte\.gz: its sha256 is"):
        load_images()


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_fetches_from_a_mirror_and_says_how_to_use_it(tmp_path, capsys):
    module = importlib.util.module_from_spec(spec := importlib.util.spec_from_file_location("fetch", FETCH))
    spec.loader.exec_module(module)
    files = small_files()
    mirror = write_mirror(tmp_path / "mirror", files)
    sources = {"mnist": replace(source_of(files), title="a small MNIST")}
    assert module.main(["mnist", "--mirror", str(mirror), "--to", str(tmp_path / "data")], sources) == 0
    printed = capsys.readouterr().out
    assert "a small MNIST" in printed and f"DLBH_DATA={tmp_path / 'data'}" in printed
    assert "DLBH_DATASET=mnist" in printed


def test_the_command_ends_with_a_sentence_and_status_1_where_it_cannot_fetch(tmp_path):
    mirror = write_mirror(tmp_path / "mirror", small_files())
    command = [sys.executable, str(FETCH), "mnist", "--mirror", str(mirror), "--to", str(tmp_path / "data")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert run.returncode == 1
    assert "train-images-idx3-ubyte.gz could not be fetched" in run.stderr and "Traceback" not in run.stderr


def test_the_command_refuses_an_unknown_set(tmp_path):
    run = subprocess.run([sys.executable, str(FETCH), "emnist"], capture_output=True, text=True, timeout=120)
    assert run.returncode == 2 and "choose from mnist" in run.stderr.replace("'", "")


def test_with_channels_the_images_have_four_axes_and_the_same_memory():
    flat = load_images("digits")
    maps = with_channels(flat)
    assert maps["X_train"].shape == (1097, 1, 8, 8) and maps["X_test"].shape[1:] == (1, 8, 8)
    np.testing.assert_array_equal(maps["X_val"][7, 0, 2], flat["X_val"][7, 16:24])
    assert np.shares_memory(maps["X_train"], flat["X_train"])
    assert maps["y_train"] is flat["y_train"] and flat["X_train"].ndim == 2
