"""Draws docs/gallery.md: pictures that the course's notebooks make, taken from the executed solutions.

python docs/pictures/gallery.py docs
"""

import base64
import sys
from pathlib import Path

import nbformat

SOLUTIONS = Path(__file__).parents[2] / "solutions"
# Which pictures of each notebook, by their cells' grade_id without `_picture`; and what to see in them.
CHOSEN = {
    "hw1_autodiff/scalar": {"graph": "A formula as a graph, as the homework's own code draws it."},
    "hw1_autodiff/matrix": {
        "jacobian_chain": "What a matrix does to a grid, once and twice: a Jacobian is what a function does nearby."
    },
    "hw2_backprop/layers": {"training_weights": "What the hidden units of a network that reads digits look for."},
    "hw2_backprop/torch_mlp": {"steps_run": "A network of ReLUs draws a curve out of straight pieces."},
    "hw2_backprop/iris_network": {
        "training_surface": "The loss over two random directions of the parameters, and the way that training took."
    },
    "hw3_conv/conv_layers": {
        "conv2d_edges": "A filter for edges on a photograph; turned around, it sees the same edges the other way."
    },
    "hw3_conv/convnet": {"training_filters": "Filters that a network learned for digits."},
    "hw4_captioning/rnn_captioning": {
        "training_captions_ungraded": "A recurrent network says what it sees.",
        "training_mistakes_ungraded": "And where it is wrong.",
    },
    "hw5_style_transfer/style_transfer": {
        "shown_stages_ungraded": "A photograph on its way to a painting.",
        "finale_ungraded": "What it can become; the brush strokes that it learned from were painted by a program.",
    },
    "hw5_style_transfer/deep_dream": {
        "classes_ungraded": "What a network wants to see when it is asked for its ten classes.",
        "scales_ungraded": "What its layers make of a photograph, from edges to things.",
    },
    "hw6_optimizers/optimizers_tensorflow": {
        "race_moving_ungraded": "Four optimizers on their way to the same minimum."
    },
    "hw6_optimizers/optimizers_pytorch": {
        "race_ungraded": "Where the axes of a valley lie matters to Adagrad, RMSprop and Adam."
    },
    "hw7_transfer/transfer_learning": {
        "report_curves_ungraded": "What the features of another network are worth, trained and random.",
        "cover_ungraded": "Where a network that knows faces looks: red where blurring makes it less sure.",
    },
    "hw8_training/fashion_mlp": {"map": "A map of images, by what a network thinks of them."},
    "hw8_training/cifar_cnn": {
        "mistakes_gallery_ungraded": "The mistakes that a network is surest of.",
        "similar_ungraded": "The training images nearest to a test image: by their pixels, and by the network.",
    },
}
HEAD = """# A gallery of the course's pictures

All of them were made by the notebooks' own cells, with data that comes with the course, and are taken from the executed
solutions by `make pictures`.
"""


def write(docs: Path, solutions: Path = SOLUTIONS) -> None:
    """Write `docs/gallery.md` and its pictures in `docs/pictures/gallery/`."""
    folder, lines = docs / "pictures" / "gallery", [HEAD]
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for notebook, pictures in CHOSEN.items():
        found = notebook_pictures(solutions / f"{notebook}.ipynb")
        lines.append(f"## [{notebook}](../solutions/{notebook}.ipynb)\n")
        for name, caption in pictures.items():
            suffix, content, alt = found[f"{name}_picture"]
            file = folder / f"{notebook.rpartition('/')[2]}_{name.removesuffix('_ungraded')}{suffix}"
            file.write_bytes(content)
            lines.append(f"![{alt}](pictures/gallery/{file.name})\n\n*{caption}*\n")
    (docs / "gallery.md").write_text("\n".join(lines), encoding="utf-8")


def notebook_pictures(path: Path) -> dict[str, tuple[str, bytes, str]]:
    """The picture of each cell, by its grade_id: its file's suffix, its content and its alt text."""
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            alt = " ".join("".join(data.get("text/plain", "")).split())
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if "image/png" in data:
                alt = output.metadata["image/png"].get("alt", alt)
                found[name] = (".png", base64.b64decode(data["image/png"]), alt)
            elif "image/svg+xml" in data:
                found[name] = (".svg", "".join(data["image/svg+xml"]).encode(), alt)
    return found


if __name__ == "__main__":
    write(Path(sys.argv[1]))
