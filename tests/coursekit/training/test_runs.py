"""What is saved of a training run, and that no other run is lost by it."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit import save_run
from coursekit.pictures import Picture


def a_network() -> SimpleNamespace:
    layers = [SimpleNamespace(parameters={"W": np.ones((4, 2)), "b": np.zeros((1, 2))})]
    return SimpleNamespace(layers=layers, history={"train_loss": [1.0, 0.5], "val_loss": [1.1, 0.7]})


def a_picture() -> Picture:
    return Picture(Figure(), "An empty figure.")


def test_a_run_is_saved_whole(tmp_path):
    place = save_run(a_network(), {"width": 2}, a_picture(), name="iris", folder=tmp_path)
    assert json.loads((place / "settings.json").read_text()) == {"width": 2}
    assert (place / "history.csv").read_text() == "epoch,train_loss,val_loss\n1,1,1.1\n2,0.5,0.7\n"
    with np.load(place / "parameters.npz") as saved:
        assert saved["0.W"].shape == (4, 2)
    assert (place / "losses.png").read_bytes().startswith(b"\x89PNG")


def test_no_run_is_overwritten(tmp_path):
    places = [save_run(a_network(), {"number": n}, a_picture(), name="iris", folder=tmp_path) for n in range(3)]
    assert [place.name for place in places] == ["iris", "iris-2", "iris-3"]
    assert [json.loads((place / "settings.json").read_text())["number"] for place in places] == [0, 1, 2]


@pytest.mark.parametrize("name", ["", "..", "a/b"])
def test_a_name_that_leads_elsewhere_is_refused(name, tmp_path):
    with pytest.raises(ValueError, match="cannot name a run"):
        save_run(a_network(), {}, a_picture(), name=name, folder=tmp_path / "experiments")
    assert not any(tmp_path.iterdir())
