"""The sets of images: what notebooks get, and what is said when a set is missing or damaged."""

import gzip
import hashlib
import pickle
import struct
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits as sklearn_digits

from coursekit.data import crops, embedded, images
from coursekit.data.cifar10 import read_batch
from coursekit.data.idx_images import read_idx
from coursekit.data.images import describe_images, held_out_image_labels, load_images, with_channels
from coursekit.data.registry import DataError, DataSet
from helpers.data_sets import cifar_batch, data_set, idx, idx_files, write_mirror


@pytest.fixture
def small(monkeypatch):
    """Puts a small set of these files into the registry, in place of the published one of that name."""

    def replace(files: dict[str, bytes], name: str = "mnist") -> DataSet:
        source = data_set(files, name=name)
        monkeypatch.setattr(images, "registry", lambda: {name: source})
        return source

    return replace


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
    monkeypatch.setattr(embedded, "PathFinder", SimpleNamespace(find_spec=lambda name: None))
    assert load_images()["X_train"].tobytes() == usual["X_train"].tobytes()


def test_describe_never_calls_the_digits_mnist():
    text = describe_images(load_images())
    assert "scikit-learn's digits (embedded; not MNIST)" in text and "8×8" in text and "1,097 to train on" in text


@pytest.mark.parametrize(
    ("name", "stand_in", "words"),
    [
        ("mnist", "digits", "MNIST was asked for, but it has not been fetched, so these are scikit-learn's digits"),
        ("fashion_mnist", "digits", "Fashion-MNIST was asked for, but it has not been fetched, so these are scikit"),
        ("cifar10", "crops", "CIFAR-10 was asked for, but it has not been fetched, so these are crops of ten pictures"),
    ],
)
def test_a_set_that_was_not_fetched_gives_its_stand_in_and_says_so(monkeypatch, tmp_path, name, stand_in, words):
    monkeypatch.setenv("DLBH_DATASET", name)
    monkeypatch.chdir(tmp_path)
    data = load_images()
    assert data["name"] == stand_in
    assert words in describe_images(data) and f"`python -m coursekit.data fetch {name}`" in data["note"]
    with pytest.raises(DataError, match=f"has not been fetched: run `python -m coursekit.data fetch {name}`"):
        held_out_image_labels(name)


def test_an_unknown_set_is_refused_with_the_known_ones(monkeypatch):
    monkeypatch.setenv("DLBH_DATASET", "cifar")
    known = "digits, crops, faces, mnist, fashion_mnist or cifar10"
    with pytest.raises(DataError, match=f"no data set 'cifar': set DLBH_DATASET to {known}, or leave it unset"):
        load_images()
    with pytest.raises(DataError, match=f"no data set 'cifar': {known} are known"):
        held_out_image_labels("cifar")


@pytest.mark.parametrize(("name", "title"), [("mnist", "MNIST (Y. LeCun"), ("fashion_mnist", "Fashion-MNIST (Zalando")])
def test_sets_in_mnists_format_are_split_scaled_and_flat(tmp_path, small, name, title):
    small(idx_files(), name)
    data = load_images(name, folder=write_mirror(tmp_path, idx_files(), name))
    pixels = read_idx(tmp_path / name / "train-images-idx3-ubyte.gz")
    assert data["X_train"].shape == (10, 12) and data["X_val"].shape == (2, 12) and data["X_test"].shape == (5, 12)
    assert data["X_train"].dtype == np.float32 and data["y_val"].dtype == np.int64
    assert data["image_shape"] == (4, 3) and data["name"] == name and title in data["title"]
    np.testing.assert_allclose(data["X_val"] * 255, pixels[10:].reshape(2, 12), rtol=1e-6)
    held_out = held_out_image_labels(name, folder=tmp_path)
    np.testing.assert_array_equal(held_out, read_idx(tmp_path / name / "t10k-labels-idx1-ubyte.gz"))
    assert "y_test" not in data and held_out.dtype == np.int64
    (tmp_path / name / "t10k-labels-idx1-ubyte.gz").unlink()  # as one may do who hands the others out
    assert len(load_images(name, folder=tmp_path)["X_test"]) == 5
    with pytest.raises(DataError, match=r"t10k-labels-idx1-ubyte.gz: no such file"):
        held_out_image_labels(name, folder=tmp_path)


# --- colour ------------------------------------------------------------------------------------------------------


def cifar_files(batches: int = 5) -> dict[str, bytes]:
    """CIFAR-10 with twenty images in each batch: image i of batch b has b in red, i in green, and 7 in blue."""
    files = {}
    for number, name in [(b, f"data_batch_{b + 1}") for b in range(batches)] + [(5, "test_batch")]:
        colours = np.array([[number, image, 7] for image in range(20)])
        files[f"cifar-10-batches-py/{name}"] = cifar_batch(list(range(10)) * 2, np.repeat(colours, 32 * 32, axis=1))
    return files


def test_cifar10_is_split_scaled_and_flat_with_channels_first(tmp_path, small):
    small(cifar_files(), "cifar10")
    data = load_images("cifar10", folder=write_mirror(tmp_path, cifar_files(), "cifar10"))
    assert data["X_train"].shape == (90, 3072) and data["X_val"].shape == (10, 3072) and data["X_test"].shape[0] == 20
    assert data["X_train"].dtype == np.float32 and data["image_shape"] == (3, 32, 32) and data["note"] == ""
    maps = with_channels(data)
    assert maps["X_train"].shape == (90, 3, 32, 32)
    np.testing.assert_allclose(maps["X_train"][25, :, 5, 9] * 255, [1, 5, 7], rtol=1e-6)
    np.testing.assert_allclose(maps["X_test"][3, :, 31, 0] * 255, [5, 3, 7], rtol=1e-6)
    assert data["y_train"][25] == 5 and data["class_names"][5] == "dog"
    np.testing.assert_array_equal(held_out_image_labels("cifar10", folder=tmp_path), list(range(10)) * 2)
    assert "32×32 pixels in colour, 10 classes; 90 to train on" in describe_images(data)


def test_cifar10_is_used_with_the_batches_that_are_there_and_says_how_many(tmp_path, small):
    small(cifar_files(), "cifar10")
    data = load_images("cifar10", folder=write_mirror(tmp_path, cifar_files(batches=2), "cifar10"))
    assert len(data["X_train"]) == 36 and len(data["X_val"]) == 4
    assert "Of the 5 training batches of CIFAR-10, 2 are here: 40 images." in describe_images(data)


def test_a_damaged_batch_is_named_and_one_that_is_missing_if_there_is_none(tmp_path, small):
    small(cifar_files(), "cifar10")
    write_mirror(tmp_path, cifar_files(), "cifar10")
    (tmp_path / "cifar10" / "cifar-10-batches-py" / "data_batch_2").write_bytes(b"other")
    with pytest.raises(DataError, match=r"data_batch_2: its sha256 is"):
        load_images("cifar10", folder=tmp_path)
    with pytest.raises(DataError, match=r"data_batch_1: no such file; run"):
        load_images("cifar10", folder=write_mirror(tmp_path / "2", {"readme": b""}, "cifar10"))


class Evil:
    def __reduce__(self):
        return exec, ("raise SystemExit('executed')",)


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Evil()),
        pickle.dumps({b"data": Evil(), b"labels": []}),
        pickle.dumps({b"data": np.zeros((2, 3)), b"labels": [1, 2]}),
        pickle.dumps({b"data": np.zeros((1, 3072), np.uint8), b"labels": [1, 2]}),
        pickle.dumps({b"labels": [1, 2]}),
        pickle.dumps([1, 2]),
        cifar_batch([1], np.zeros((1, 3072)))[:-100],
        b"",
    ],
    ids=["code", "code inside", "floats", "another number", "no images", "a list", "cut off", "empty"],
)
def test_a_file_that_is_no_batch_is_named_and_nothing_of_it_is_executed(tmp_path, content):
    (tmp_path / "batch").write_bytes(content)
    with pytest.raises(DataError, match=r"batch: not a batch of CIFAR-10 \(.*\); delete it"):
        read_batch(tmp_path / "batch")


# --- what is embedded --------------------------------------------------------------------------------------------


def digest(*arrays: np.ndarray) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()[:16]


def test_the_crops_are_the_same_bytes_on_every_machine():
    data = load_images("crops")
    assert [data[key].shape for key in ("X_train", "X_val", "X_test")] == [(4000, 3072), (1000, 3072), (1000, 3072)]
    assert data["X_train"].dtype == np.float32 and data["X_train"].min() == 0 and data["X_train"].max() == 1
    assert digest(data["X_train"], data["y_train"]) == "4858ff8a5a35f259"
    assert digest(data["X_val"], data["y_val"]) == "1d83a341ede77a9e"
    assert digest(data["X_test"], held_out_image_labels("crops")) == "bbd427881ffb43b9"


def test_the_crops_have_as_many_of_each_picture():
    data = load_images("crops")
    for labels, count in ((data["y_train"], 400), (data["y_val"], 100), (held_out_image_labels("crops"), 100)):
        assert np.bincount(labels).tolist() == [count] * 10


@pytest.mark.parametrize("name", ["motorcycle", "grass"])  # where nearly every piece is found at one place
def test_no_pixel_of_a_picture_is_seen_for_two_purposes(name):
    data, label = load_images("crops"), list(crops.PICTURES).index(name)
    data["y_test"] = held_out_image_labels("crops")
    train, val, test = (pixels_of(data[f"X_{p}"][data[f"y_{p}"] == label], name) for p in ("train", "val", "test"))
    assert not (train & val).any() and not (train & test).any() and not (val & test).any()
    assert train.mean() > 0.3 and test.mean() > 0.1


def pixels_of(pieces: np.ndarray, name: str) -> np.ndarray:
    """Which of a picture's pixels are in these pieces: they are looked for in the picture itself."""
    picture = crops._picture(name)
    # Eight neighbouring pixels' red as one number, to find quickly where a piece may be from.
    eights = np.ascontiguousarray(sliding_window_view(picture[0, :-31, :-24], 8, axis=1)).view(np.uint64)[..., 0]
    mask = np.zeros(picture.shape[1:], dtype=bool)
    for piece in np.rint(pieces * 255).astype(np.uint8).reshape(-1, 3, 32, 32):
        places = np.argwhere(eights == piece[0, 0, :8].view(np.uint64)[0])
        found = [(r, c) for r, c in places if np.array_equal(picture[:, r : r + 32, c : c + 32], piece)]
        assert found
        if len(found) == 1:
            (row, column), *_ = found
            mask[row : row + 32, column : column + 32] = True
    return mask


def test_crops_are_made_of_these_pictures_only(monkeypatch):
    monkeypatch.setitem(crops.PICTURES, "cat", ("coffee.png", crops.PICTURES["cat"][1]))
    with pytest.raises(DataError, match=r"coffee.png is not the picture that this data set is made of"):
        load_images("crops")


def test_the_faces_are_scikit_images_split_in_three_without_overlap():
    from skimage.data import lfw_subset

    data = load_images("faces")
    labels = np.concatenate([data["y_train"], data["y_val"], held_out_image_labels("faces")])
    pixels = np.concatenate([data["X_train"], data["X_val"], data["X_test"]])
    theirs = lfw_subset().reshape(200, -1).astype(np.float32)
    mine = sorted(zip(map(bytes, pixels), labels, strict=True))
    assert mine == sorted(zip(map(bytes, theirs), [1] * 100 + [0] * 100, strict=True))
    assert [np.bincount(y).tolist() for y in np.split(labels, [120, 160])] == [[60, 60], [20, 20], [20, 20]]
    assert digest(pixels, labels) == "ab85c91521befe1a"


@pytest.mark.parametrize("name", ["crops", "faces"])
def test_without_scikit_image_what_is_missing_is_said(monkeypatch, name):
    monkeypatch.setattr(embedded, "PathFinder", SimpleNamespace(find_spec=lambda name: None))
    with pytest.raises(DataError, match="scikit-image, which is missing: pip install scikit-image"):
        load_images(name)


@pytest.mark.parametrize("name", ["digits", "crops", "faces"])
def test_every_embedded_set_has_the_same_keys(name):
    data = load_images(name)
    assert set(data) == set(load_images()) and len(data["class_names"]) == data["num_classes"]
    assert data["X_val"].shape == (len(data["y_val"]), np.prod(data["image_shape"]))


# --- files that are not what they should be ----------------------------------------------------------------------


def test_a_changed_file_is_named_with_the_next_step(tmp_path, small):
    small(idx_files())
    write_mirror(tmp_path, {**idx_files(), "train-labels-idx1-ubyte.gz": b"something else"})
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte.gz: its sha256 is .*delete the file and run"):
        load_images("mnist", folder=tmp_path)


def test_a_missing_file_is_named(tmp_path, small):
    small(idx_files())
    write_mirror(tmp_path, {name: content for name, content in idx_files().items() if "t10k" not in name})
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte.gz: no such file; run"):
        load_images("mnist", folder=tmp_path)


def test_images_and_labels_of_different_number_are_refused(tmp_path, small):
    files = idx_files() | {"train-labels-idx1-ubyte.gz": idx(np.zeros(11))}
    small(files)
    with pytest.raises(DataError, match="12 images, but 11 labels"):
        load_images("mnist", folder=write_mirror(tmp_path, files))


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


def test_a_fetched_set_is_found_from_a_notebooks_folder(monkeypatch, tmp_path):
    """`data/` of the repository, seen from notebooks/hw2_backprop: it is found, and checked against MNIST's sums."""
    write_mirror(tmp_path / "data", idx_files())
    notebooks = tmp_path / "notebooks" / "hw2_backprop"
    notebooks.mkdir(parents=True)
    monkeypatch.chdir(notebooks)
    monkeypatch.setenv("DLBH_DATASET", "mnist")
    with pytest.raises(DataError, match=r"data/mnist/train-images-idx3-ubyte\.gz: its sha256 is"):
        load_images()


def test_with_channels_the_images_have_four_axes_and_the_same_memory():
    flat = load_images("digits")
    maps = with_channels(flat)
    assert maps["X_train"].shape == (1097, 1, 8, 8) and maps["X_test"].shape[1:] == (1, 8, 8)
    np.testing.assert_array_equal(maps["X_val"][7, 0, 2], flat["X_val"][7, 16:24])
    assert np.shares_memory(maps["X_train"], flat["X_train"])
    assert maps["y_train"] is flat["y_train"] and flat["X_train"].ndim == 2
