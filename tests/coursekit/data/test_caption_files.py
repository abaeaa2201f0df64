"""Published captions: COCO's files and Flickr8k's, small ones in their format."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from coursekit import pretrained
from coursekit.data import caption_files, squeezenet
from coursekit.data.caption_files import load_coco, load_flickr8k
from coursekit.data.captions import decode_captions, describe_captions, load_captions
from coursekit.data.registry import DataError
from helpers.data_sets import data_set

WORDS = ["<NULL>", "<START>", "<END>", "<UNK>", "a", "dog", "cat", "runs"]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("DLBH_DATASET", "DLBH_DATA"):
        monkeypatch.delenv(name, raising=False)


# --- COCO ---------------------------------------------------------------------------------------------------------


def write_coco(folder: Path, **changes) -> Path:
    """Files as CS231n's `coco_captioning.zip` holds them, with two sentences for each of three and two pictures."""
    h5py = pytest.importorskip("h5py")
    home = folder / "coco_captioning"
    home.mkdir(parents=True, exist_ok=True)
    numbers, arrays = np.random.default_rng(0), {}
    for split, count in (("train", 3), ("val", 2)):
        rows = np.array([[1, 4, word, 7, 2, 0] for word in (5, 6) * count], dtype=np.int32)
        arrays |= {f"{split}_captions": rows, f"{split}_image_idxs": np.repeat(np.arange(count, dtype=np.int32), 2)}
        (home / f"{split}2014_urls.txt").write_text(
            "".join(f"http://example.org/{split}{i}.jpg\n" for i in range(count))
        )
        for ending, size in (("", 4096), ("_pca", 512)):
            with h5py.File(home / f"{split}2014_vgg16_fc7{ending}.h5", "w") as file:
                file["features"] = numbers.normal(size=(count, size)).astype(np.float32)
    arrays |= changes
    with h5py.File(home / "coco2014_captions.h5", "w") as file:
        for name, array in arrays.items():
            if array is not None:
                file[name] = array
    vocabulary = {"idx_to_word": WORDS, "word_to_idx": {word: place for place, word in enumerate(WORDS)}}
    (home / "coco2014_vocab.json").write_text(json.dumps(vocabulary))
    return folder


def test_cocos_files_are_read_as_they_are_published(tmp_path, monkeypatch):
    monkeypatch.setenv("DLBH_DATA", str(write_coco(tmp_path)))
    monkeypatch.setenv("DLBH_DATASET", "coco_captioning")
    data = load_captions()
    assert data["name"] == "coco_captioning" and data["word_to_idx"]["dog"] == 5
    for split, count in (("train", 3), ("val", 2)):
        assert data[f"{split}_captions"].shape == (2 * count, 6) and data[f"{split}_captions"].dtype == np.int64
        assert data[f"{split}_features"].shape == (count, 512)
        assert data[f"{split}_image_idxs"].tolist() == [i // 2 for i in range(2 * count)]
        assert data[f"{split}_images"][1] == f"http://example.org/{split}1.jpg"
    assert decode_captions(data["train_captions"][:2, 1:], data["idx_to_word"]) == ["a dog runs", "a cat runs"]
    assert "6 sentences of 3 pictures to train on, 4 of 2 to validate; 8 words" in describe_captions(data)
    assert "test_features" not in data


def test_all_4096_features_are_there_on_request(tmp_path):
    assert load_coco(write_coco(tmp_path), pca=False)["val_features"].shape == (2, 4096)


def test_the_folder_within_the_published_archive_is_found_too(tmp_path):
    (tmp_path / "coco_captioning").mkdir()
    write_coco(tmp_path / "coco_captioning")
    assert load_coco(tmp_path)["train_features"].shape == (3, 512)


def test_without_the_folder_there_is_nothing(tmp_path):
    assert load_coco(tmp_path) is None and load_flickr8k(tmp_path) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"val_captions": None}, "no data set 'val_captions'"),
        (
            {"train_image_idxs": np.array([0, 1, 2, 3, 0, 1])},
            "sentences of train are about pictures that have no features",
        ),
        ({"train_captions": np.full((6, 4), 8)}, "sentences of train have words that are not in coco2014_vocab.json"),
        ({"val_captions": np.zeros(4, dtype=int)}, "features of val have shapes that do not fit"),
    ],
)
def test_files_that_do_not_fit_together_are_named(tmp_path, changes, said):
    with pytest.raises(DataError, match=said):
        load_coco(write_coco(tmp_path, **changes))


@pytest.mark.parametrize("name", ["coco2014_vocab.json", "coco2014_captions.h5", "val2014_vgg16_fc7_pca.h5"])
def test_missing_and_damaged_files_are_named(tmp_path, name):
    path = write_coco(tmp_path) / "coco_captioning" / name
    path.write_bytes(b"\x00not what it should be")
    with pytest.raises(DataError, match=rf"{name}: it cannot be read"):
        load_coco(tmp_path)
    path.unlink()
    with pytest.raises(DataError, match=rf"{name}: no such file; put the published file there"):
        load_coco(tmp_path)


def test_without_h5py_one_is_told_to_install_it(tmp_path, monkeypatch):
    write_coco(tmp_path)
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(DataError, match=r"needs the package h5py: `pip install h5py`"):
        load_coco(tmp_path)


# --- Flickr8k -----------------------------------------------------------------------------------------------------

NAMES = [f"{number}_ab.jpg" for number in range(6)]
LISTS = {"train": NAMES[:3], "dev": [NAMES[3]], "test": [NAMES[4], "not_here.jpg"]}


def write_flickr(folder: Path, *, complete: bool) -> Path:
    home = folder / "flickr8k"
    photos = home / ("Flicker8k_Dataset" if complete else "images")
    photos.mkdir(parents=True)
    numbers = np.random.default_rng(0)
    for name in NAMES:
        Image.fromarray(numbers.integers(0, 255, (40, 60, 3), dtype=np.uint8)).save(photos / name)
    sentences = [(name, f"A Dog , number {i} , runs on and on .") for name in NAMES for i in range(2)]
    if complete:
        lines = [f"{name}#{i % 2}\t{sentence}\n" for i, (name, sentence) in enumerate(sentences)]
        (home / "Flickr8k.token.txt").write_text("".join(lines))
    else:
        lines = [f'{name},"{sentence}"\n' for name, sentence in sentences]
        (home / "captions.txt").write_text("image,caption\n" + "".join(lines))
    for split, names in LISTS.items():
        (home / f"Flickr_8k.{split}Images.txt").write_text("\n".join(names) + "\n")
    return folder


@pytest.fixture
def no_weights(monkeypatch):
    """SqueezeNet with random weights, because the tests have no published ones."""
    made = pretrained.squeezenet1_1(weights="random")
    monkeypatch.setattr(pretrained, "squeezenet1_1", lambda folder: made, raising=False)


@pytest.mark.parametrize("complete", [True, False], ids=["complete", "thousand"])
def test_flickr8k_is_read_in_its_published_split(tmp_path, monkeypatch, no_weights, complete):
    write_flickr(tmp_path, complete=complete)
    if not complete:
        few = data_set({"captions.txt": (tmp_path / "flickr8k" / "captions.txt").read_bytes()}, name="flickr8k")
        known = {**caption_files.registry(), "flickr8k_1000": few}
        monkeypatch.setattr(caption_files, "registry", lambda: known)
    data = load_flickr8k(tmp_path)
    assert [path.name for path in data["train_images"]] == NAMES[:3]
    assert [path.name for path in data["test_images"]] == [NAMES[4]]  # the other has no file here
    assert data["train_captions"].shape == (6, 17) and data["val_image_idxs"].tolist() == [0, 0]
    assert data["train_features"].shape == (3, 512)
    np.testing.assert_allclose(data["train_features"].mean(axis=0), 0, atol=1e-4)
    # "number" is often enough in the training sentences; the numbers themselves are no words.
    assert decode_captions(data["train_captions"][:1, 1:], data["idx_to_word"]) == ["a dog number runs on and on"]
    assert data["idx_to_word"][4:] == ["a", "and", "dog", "number", "on", "runs"]


def test_a_damaged_file_of_sentences_is_named(tmp_path, no_weights):
    write_flickr(tmp_path, complete=False)
    with pytest.raises(DataError, match=r"captions\.txt: its sha256 is .*delete the file and run"):
        load_flickr8k(tmp_path)


def test_without_the_photographs_one_is_told_so(tmp_path, no_weights):
    write_flickr(tmp_path, complete=True)
    for path in (tmp_path / "flickr8k" / "Flicker8k_Dataset").iterdir():
        path.unlink()
    with pytest.raises(DataError, match=r"has none of the photographs that Flickr_8k\.trainImages\.txt lists"):
        load_flickr8k(tmp_path)


def test_without_the_weights_one_is_told_how_to_fetch_them(tmp_path):
    write_flickr(tmp_path, complete=True)
    with pytest.raises(DataError, match="weights of squeezenet1_1 have not been fetched"):
        load_flickr8k(tmp_path)


# --- photographs --------------------------------------------------------------------------------------------------


def test_a_photograph_is_cut_to_its_middle_square_and_standardized(tmp_path):
    pixels = np.zeros((50, 150, 3), dtype=np.uint8)
    pixels[:, 60:90] = (255, 0, 0)  # the middle is red
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    got = squeezenet.prepared(tmp_path / "wide.png")
    assert got.shape == (3, 224, 224) and got.dtype == np.float32
    red = [(1 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225]
    np.testing.assert_allclose(got[:, 112, 112], red, rtol=1e-5)
    np.testing.assert_allclose(got[0, 112, 2], -0.485 / 0.229, rtol=1e-5)
    (tmp_path / "no.jpg").write_text("no photograph")
    with pytest.raises(DataError, match="no readable photograph"):
        squeezenet.prepared(tmp_path / "no.jpg")
