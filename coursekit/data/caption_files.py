"""Reads published sets of captions: Flickr8k, and COCO's captioning files as Stanford's CS231n hands them out.

M. Hodosh, P. Young, J. Hockenmaier, *Framing image description as a ranking task* (2013): photographs of Flickr with
five sentences each, for research and teaching only. T.-Y. Lin et al., *Microsoft COCO* (2014).
"""

import csv
import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from coursekit import pretrained
from coursekit.data.fetching import find_folder, published_file
from coursekit.data.kept_features import kept_features
from coursekit.data.registry import DataError, registry
from coursekit.data.squeezenet import photograph_features

Array = np.ndarray

SPECIAL = ("<NULL>", "<START>", "<END>", "<UNK>")
RARE = 5  # a word that the training sentences have fewer times is <UNK>
LONGEST = 17  # words of a sentence with <START> and <END>, as in COCO's files; the rest is cut off
SPLITS = {"train": "train", "val": "dev", "test": "test"}  # ours: Flickr8k's


def load_flickr8k(folder: Path | None = None) -> dict[str, Any] | None:
    """Flickr8k, or as much of it as there is; see `coursekit.load_captions`. None if it is not there at all.

    folder: holds `flickr8k/`, as `python -m coursekit.data fetch` makes it for flickr8k or flickr8k_1000, and `nets/`
        with the weights of SqueezeNet 1.1; None: DLBH_DATA, else a folder `data` here or up to three levels up.
    Photographs without a file are left out. The features are SqueezeNet 1.1's last feature maps, averaged over the
    photograph, (M, 512) float32, standardized by the training set's mean and standard deviation. Computing them takes
    minutes, so they are kept in `flickr8k/features_….npz`. The vocabulary is made from the training sentences. Also
    returns `test_captions` and `test_image_idxs`.
    Raises `DataError` if a file is missing or damaged.
    """
    home = _home("flickr8k", folder)
    if home is None:
        return None
    sentences, photos = _read_sentences(home)
    names = {split: _listed(home, theirs, sentences, photos) for split, theirs in SPLITS.items()}
    words = Counter(word for name in names["train"] for sentence in sentences[name] for word in sentence)
    idx_to_word = [*SPECIAL, *sorted(word for word, count in words.items() if count >= RARE)]
    word_to_idx = {word: place for place, word in enumerate(idx_to_word)}
    data: dict[str, Any] = {
        "name": "flickr8k",
        "title": f"Flickr8k (M. Hodosh, P. Young, J. Hockenmaier), {sum(map(len, names.values())):,} photographs, "
        "with features of SqueezeNet 1.1",
        "note": "",
        "word_to_idx": word_to_idx,
        "idx_to_word": idx_to_word,
    }
    network = pretrained.squeezenet1_1(folder=home.parent)
    mean, size = 0.0, 1.0
    for split, chosen in names.items():
        paths = [photos / name for name in chosen]
        features = kept_features(partial(photograph_features, network=network), paths, network.state_dict(), home)
        if split == "train":
            mean, size = features.mean(axis=0), features.std(axis=0) + 1e-6
        rows = [_numbers(sentence, word_to_idx) for name in chosen for sentence in sentences[name]]
        data[f"{split}_images"], data[f"{split}_features"] = paths, (features - mean) / size
        data[f"{split}_captions"] = np.array(rows)
        data[f"{split}_image_idxs"] = np.repeat(np.arange(len(chosen)), [len(sentences[name]) for name in chosen])
    return data


def load_coco(folder: Path | None = None, *, pca: bool = True) -> dict[str, Any] | None:
    """COCO's captioning files as CS231n hands them out; see `coursekit.load_captions`. None if they are not there.

    folder: holds `coco_captioning/`: `coco2014_captions.h5`, `coco2014_vocab.json`, and for each split, train and val,
        `train2014_vgg16_fc7_pca.h5` and `train2014_urls.txt`. None: see `load_flickr8k`.
    pca: the 512 principal components of the features; False: all 4,096, from `train2014_vgg16_fc7.h5`.
    Pictures are web addresses. The files need the package h5py. Raises `DataError` if it, or a file, is missing, or if
    the files do not fit together.
    """
    home = _home("coco_captioning", folder)
    if home is None:
        return None
    if (home / "coco_captioning").is_dir():  # as the published archive unpacks
        home = home / "coco_captioning"
    try:
        vocabulary = json.loads((home / "coco2014_vocab.json").read_text(encoding="utf-8"))
        idx_to_word, word_to_idx = list(vocabulary["idx_to_word"]), dict(vocabulary["word_to_idx"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise _unreadable(home / "coco2014_vocab.json", fault) from None
    data: dict[str, Any] = {
        "name": "coco_captioning",
        "title": "COCO 2014 (T.-Y. Lin et al.), with features of VGG-16, as CS231n publishes them",
        "note": "",
        "word_to_idx": word_to_idx,
        "idx_to_word": idx_to_word,
    }
    captions = _read_h5(home / "coco2014_captions.h5")
    for split in ("train", "val"):
        held = home / f"{split}2014_vgg16_fc7{'_pca' if pca else ''}.h5"
        try:
            data[f"{split}_captions"] = captions[f"{split}_captions"].astype(np.int64)
            data[f"{split}_image_idxs"] = captions[f"{split}_image_idxs"].astype(np.int64)
            data[f"{split}_features"] = _read_h5(held)["features"]
        except KeyError as fault:
            raise DataError(f"{home}: there is no data set {fault} in the files; they are not CS231n's.") from None
        data[f"{split}_images"] = _lines(home / f"{split}2014_urls.txt")
        _check_that_they_fit(data, split, home)
    return data


def _check_that_they_fit(data: dict[str, Any], split: str, home: Path) -> None:
    """Raise `DataError` unless every sentence has a picture with features, and every word is in the vocabulary."""
    captions, shown, features = (data[f"{split}_{part}"] for part in ("captions", "image_idxs", "features"))
    if captions.ndim != 2 or shown.shape != (len(captions),) or features.ndim != 2:
        raise DataError(f"{home}: the captions, pictures and features of {split} have shapes that do not fit.")
    if not 0 <= shown.min() <= shown.max() < len(features) or len(data[f"{split}_images"]) != len(features):
        raise DataError(f"{home}: sentences of {split} are about pictures that have no features, or no address.")
    if not 0 <= captions.min() <= captions.max() < len(data["idx_to_word"]):
        raise DataError(f"{home}: sentences of {split} have words that are not in coco2014_vocab.json.")


def _read_sentences(home: Path) -> tuple[dict[str, list[list[str]]], Path]:
    """The sentences of each photograph, lower-case words without punctuation; and the folder of the photographs.

    The complete set has a line `name.jpg#0<tab>A sentence .` for each of them; that of 1,000 photographs is a CSV file.
    """
    complete, few = home / "Flickr8k.token.txt", home / "captions.txt"
    found: dict[str, list[list[str]]] = {}
    if complete.is_file():
        pairs = [line.partition("\t")[::2] for line in _lines(complete)]
        pairs, photos = [(name.partition("#")[0], sentence) for name, sentence in pairs], home / "Flicker8k_Dataset"
    else:
        published_file(registry()["flickr8k_1000"], few.name, home.parent)
        with open(few, newline="", encoding="utf-8") as file:
            pairs, photos = [(row["image"], row["caption"]) for row in csv.DictReader(file)], home / "images"
    for name, sentence in pairs:
        words = [word for word in sentence.lower().split() if any(letter.isalpha() for letter in word)]
        found.setdefault(name, []).append(words)
    return found, photos


def _listed(home: Path, split: str, sentences: dict[str, Any], photos: Path) -> list[str]:
    """The names of a split's photographs that have sentences and a file, in the list's order."""
    path = home / f"Flickr_8k.{split}Images.txt"
    names = [name for name in _lines(path) if name in sentences and (photos / name).is_file()]
    if not names:
        raise DataError(f"{photos}: it has none of the photographs that {path.name} lists; fetch the set again.")
    return names


def _numbers(words: list[str], word_to_idx: dict[str, int]) -> Array:
    null, start, end, unknown = (word_to_idx[word] for word in SPECIAL)
    known = [word_to_idx.get(word, unknown) for word in words[: LONGEST - 2]]
    return np.pad([start, *known, end], (0, LONGEST - 2 - len(known)), constant_values=null)


def _home(name: str, folder: Path | None) -> Path | None:
    """The folder of a set: in `folder`, or where it is found; None if it is not there."""
    published = registry()[name]
    found = folder or find_folder(published)
    return found / published.folder if found and (found / published.folder).is_dir() else None


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as fault:
        raise _unreadable(path, fault) from None


def _read_h5(path: Path) -> dict[str, Array]:
    """All arrays of an HDF5 file, by name."""
    try:
        import h5py
    except ImportError:
        raise DataError(f"{path.name} is an HDF5 file, which needs the package h5py: `pip install h5py`.") from None
    try:
        with h5py.File(path, "r") as file:
            return {name: np.asarray(value) for name, value in file.items()}
    except (OSError, ValueError) as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: Path, fault: Exception) -> DataError:
    why = "no such file" if isinstance(fault, FileNotFoundError) else f"it cannot be read ({type(fault).__name__})"
    return DataError(f"{path}: {why}; put the published file there.")
