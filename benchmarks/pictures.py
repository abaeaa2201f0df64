"""The report's pictures, as SVG."""

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams |= {"svg.hashsalt": "benchmarks", "svg.fonttype": "path", "font.size": 10}

import matplotlib.pyplot as plt  # noqa: E402

from benchmarks.figures import GOAL_MEMORY, GRADERS, MB, memory_each, speed  # noqa: E402
from benchmarks.homework import FRAMEWORKS, NAMES  # noqa: E402

_COLOURS = {"ours": "#0072b2", "nbgrader": "#e69f00", "otter": "#999999"}


def draw_throughput(found: dict[str, Any], path: Path) -> str:
    """Submissions a minute, three graders on three homeworks; returns the words for those who cannot see it."""
    figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
    words = []
    for place, framework in enumerate(FRAMEWORKS):
        speeds = {name: speed(found, framework, name) for name in GRADERS}
        for shift, (name, its) in enumerate(speeds.items()):
            x = place + (shift - 1) * 0.27
            axes.bar(x, its.a_minute, 0.25, color=_COLOURS[name], label=GRADERS[name] if place == 0 else None)
            times = speeds["ours"].a_minute / its.a_minute
            text = f"{its.a_minute:.0f}" if its.a_minute >= 10 else f"{its.a_minute:.1f}"
            text += "" if name == "ours" else f"\n1 : {times:.1f}"
            axes.annotate(text, (x, its.a_minute), (0, 2), textcoords="offset points", ha="center", va="bottom")
        numbers = ", ".join(f"{GRADERS[name]} {its.a_minute:.1f}" for name, its in speeds.items())
        words.append(f"{NAMES[framework]}: {numbers}")
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    axes.set_ylim(min(1, low), high * 2.5)
    axes.set_xticks(range(len(FRAMEWORKS)), [NAMES[framework] for framework in FRAMEWORKS])
    axes.set_ylabel("submissions a minute (log scale)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.5, 1.14))
    _save(figure, path)
    return f"Bars: submissions a minute on two cores. {'; '.join(words)}."


def draw_memory(found: dict[str, Any], path: Path) -> str:
    """What one more submission at a time needs, by grader; returns the words for those who cannot see it."""
    bars = [(framework, name) for framework in reversed(found["memory"]) for name in reversed(GRADERS)]
    figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    words = []
    for row, (framework, name) in enumerate(bars):
        size = memory_each(found, framework, name)["all"] / MB
        axes.barh(row, size, color=_COLOURS[name])
        axes.annotate(f"{size:.0f}", (size, row), (3, 0), textcoords="offset points", va="center")
        words.append(f"{NAMES[framework]}, {GRADERS[name]}: {size:.0f} MB")
    axes.axvline(GOAL_MEMORY / MB, color="black", linestyle="--", linewidth=1)
    axes.annotate(
        "goal", (GOAL_MEMORY / MB, 1), (3, -2), xycoords=("data", "axes fraction"), textcoords="offset points", va="top"
    )
    axes.set_yticks(range(len(bars)), [f"{NAMES[framework]}, {GRADERS[name]}" for framework, name in bars])
    axes.set_xlabel("MB of memory (PSS) for one more submission at a time")
    axes.spines[["top", "right"]].set_visible(False)
    _save(figure, path)
    words = "; ".join(reversed(words))
    return f"Bars: memory for one more submission at a time. {words}. The goal is {GOAL_MEMORY / MB:.0f} MB."


def _save(figure: plt.Figure, path: Path) -> None:
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n", encoding="utf-8")
