"""The progress view of a batch: how much is done, who is being graded, who has no score, and the time left."""

import time
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

MAX_SHOWN = 16  # names of running gradings
MAX_FAILURES = 5  # the latest names without a score
LINE_SECONDS = 30.0  # between two lines if the output is not a terminal


class LiveView:
    """Shows the progress of `total` gradings: live in a terminal, else by occasional lines. Use as context."""

    def __init__(self, console: Console, total: int):
        self._console = console
        self._bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("about"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=console,
            speed_estimate_period=600,
        )
        self._task = self._bar.add_task("", total=total)
        self._total, self._done = total, 0
        self._running: list[tuple[str, float]] = []
        self._failures: list[str] = []
        self._live = Live(
            get_renderable=self._render, console=console, transient=True, refresh_per_second=4, redirect_stdout=False
        )
        self._since = self._last_line = time.monotonic()

    def running(self, students: Iterable[str]) -> None:
        """Set the names of the running gradings."""
        before = dict(self._running)
        self._running = [(student, before.get(student, time.monotonic())) for student in students]

    def done(self, student: str, *, failed: bool) -> None:
        """Count one more grading; `failed` means it has no score."""
        self._done += 1
        if failed:
            self._failures.append(student)
        self._bar.advance(self._task)
        if not self._console.is_terminal and time.monotonic() - self._last_line > LINE_SECONDS:
            self._last_line = time.monotonic()
            left = (self._total - self._done) * (self._last_line - self._since) / self._done
            text = (
                f"{self._done} of {self._total} graded, {len(self._failures)} without a score, {left / 60:.0f} min left"
            )
            self._console.print(text, markup=False, highlight=False)

    def _render(self) -> RenderableType:
        lines: list[RenderableType] = [self._bar]
        for student, since in self._running[:MAX_SHOWN]:
            lines.append(Text(f"  {student}  {time.monotonic() - since:.0f} s", overflow="ellipsis", no_wrap=True))
        if len(self._running) > MAX_SHOWN:
            lines.append(Text(f"  and {len(self._running) - MAX_SHOWN} more", style="dim"))
        if self._failures:
            names = ", ".join(self._failures[-MAX_FAILURES:])
            more = "… " if len(self._failures) > MAX_FAILURES else ""
            lines.append(Text(f"  {len(self._failures)} without a score: {more}{names}", style="yellow"))
        return Group(*lines)

    def __enter__(self) -> "LiveView":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._live.stop()
