"""The report's pictures, as SVG."""

from pathlib import Path
from statistics import median
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams |= {"svg.hashsalt": "benchmarks", "svg.fonttype": "path", "font.size": 10}

import matplotlib.pyplot as plt  # noqa: E402

from benchmarks.figures import GRADERS, MB, memory_each, ratio, wall  # noqa: E402
from benchmarks.goals import MEMORY  # noqa: E402
from benchmarks.homework import BY_KEY, HOMEWORKS  # noqa: E402

_COLOURS = {"ours": "#0072b2", "nbgrader": "#e69f00", "otter": "#999999"}


def draw_throughput(found: dict[str, Any], path: Path) -> str:
    """Submissions a minute, three graders on each homework; returns the words for those who cannot see it."""
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    words = []
    for place, homework in enumerate(HOMEWORKS):
        minutes = {name: 60 / wall(found, homework.key, name).median for name in GRADERS}
        for shift, (name, a_minute) in enumerate(minutes.items()):
            x = place + (shift - 1) * 0.29
            axes.bar(x, a_minute, 0.27, color=_COLOURS[name], label=GRADERS[name] if place == 0 else None)
            text = f"{a_minute:.0f}" if a_minute >= 10 else f"{a_minute:.1f}"
            text += "" if name == "ours" else f"\n1 : {median(ratio(found, homework.key, name).values):.0f}"
            axes.annotate(text, (x, a_minute), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=8)
        numbers = ", ".join(f"{GRADERS[name]} {a_minute:.1f}" for name, a_minute in minutes.items())
        words.append(f"{homework.title.replace('`', '')}: {numbers}")
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    axes.set_ylim(min(1, low), high * 2.5)
    labels = [homework.title.replace("`", "").replace(" (", "\n(") for homework in HOMEWORKS]
    axes.set_xticks(range(len(HOMEWORKS)), labels, fontsize=9)
    axes.set_ylabel("submissions a minute (log scale)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.5, 1.14))
    _save(figure, path)
    return f"Bars: submissions a minute on two cores. {'; '.join(words)}."


def draw_memory(found: dict[str, Any], path: Path) -> str:
    """What one more submission at a time needs, by grader; returns the words for those who cannot see it."""
    bars = [(key, name) for key in reversed(found["memory"]) for name in reversed(GRADERS)]
    figure, axes = plt.subplots(figsize=(9, 3.8), layout="constrained")
    words = []
    for row, (key, name) in enumerate(bars):
        size, goal = memory_each(found, key, name)["all"] / MB, MEMORY[key] / MB
        axes.barh(row, size, color=_COLOURS[name])
        text, end = f"{size:.0f}", size
        if name == "ours":
            axes.plot([goal, goal], [row - 0.45, row + 0.45], color="black", linewidth=1.5)
            text, end = f"{size:.0f} (goal: {goal:.0f})", max(size, goal)
        axes.annotate(text, (end, row), (4, 0), textcoords="offset points", va="center")
        goal_in_words = f" (the goal is {goal:.0f} MB)" if name == "ours" else ""
        words.append(f"{BY_KEY[key].title}, {GRADERS[name]}: {size:.0f} MB{goal_in_words}")
    axes.set_yticks(range(len(bars)), [f"{BY_KEY[key].title}, {GRADERS[name]}" for key, name in bars])
    axes.set_xlabel("MB of memory (PSS) for one more submission at a time; the lines are the goals")
    axes.spines[["top", "right"]].set_visible(False)
    _save(figure, path)
    return f"Bars: memory for one more submission at a time. {'; '.join(reversed(words))}."


def _save(figure: plt.Figure, path: Path) -> None:
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n", encoding="utf-8")
