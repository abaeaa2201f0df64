"""Renders students' texts in a process of their own, which is ended if one text takes too long.

`python -m autograder.nbgrader.rendering` is that process. It reads a request a line and answers each with a line, until
its input ends.
"""

# nbconvert's rules for formulas and Bleach's for tags are quadratic in what they read, and cubic is not excluded: 60 KB
# of `\\[` took minutes, 10 KB take one second. A limit of size alone that is safe would be too small for honest texts.
# Python cannot stop such a rule from within a thread, and a signal of ours is no business of the formgrader's server.
# So texts go to a process with a timer of processor time: it holds for any text, and on a busy machine, too.

import atexit
import contextlib
import html
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import MutableMapping
from typing import Any

from autograder.benches.forks import python_path

TEXT_SECONDS = 3.0  # of processor time for one text; a released one takes some hundredths
PAGE_SECONDS = 15.0  # for all texts of a page
MAX_CHARACTERS = 200_000  # of markdown
_MEMORY_BYTES = 2_000_000_000
_SPENT = "autograder_rendering_seconds"  # where a page's resources say how much of PAGE_SECONDS was used


def rendered(kind: str, text: str, page: MutableMapping[str, Any], attachments: dict[str, Any] | None = None) -> str:
    """Safe HTML of a text, `kind` being "markdown" or "html"; of one that takes too long, the text as it was typed.

    page: nbconvert's resources of the page that it is for.
    """
    spent = page.get(_SPENT, 0.0)
    answer = None
    if spent < PAGE_SECONDS and not (kind == "markdown" and len(text) > MAX_CHARACTERS):
        answer, seconds = _process.ask({"kind": kind, "text": text, "attachments": attachments or {}})
        page[_SPENT] = spent + seconds
    return f"<pre>{html.escape(text)}</pre>" if answer is None else answer


class _Process:
    """The process that renders: started for the first text, and again after one that ended it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        atexit.register(self.close)

    def ask(self, request: dict[str, Any]) -> tuple[str | None, float]:
        """The HTML, or None if the text cannot be rendered; and the seconds of processor time that it took."""
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "autograder.nbgrader.rendering"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                    encoding="ascii",
                    env={**os.environ, "PYTHONPATH": python_path()},
                )
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
                answer, seconds = json.loads(self._process.stdout.readline())
            except (OSError, ValueError):  # it has been ended
                self.close()
                return None, TEXT_SECONDS
            return answer, seconds

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process:
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.stdout.close()
            process.kill()
            process.wait()


_process = _Process()


def _serve() -> None:
    from autograder.nbgrader.safe_html import render_markdown, safe_html

    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_BYTES, _MEMORY_BYTES))
    for line in sys.stdin:
        request = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, TEXT_SECONDS)  # its signal ends this process
        started = time.process_time()
        try:
            if request["kind"] == "markdown":
                answer = render_markdown(request["text"], request["attachments"])
            else:
                answer = safe_html(request["text"])
        except Exception:  # nested a thousand levels deep, say
            answer = None
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps([answer, time.process_time() - started]), flush=True)


if __name__ == "__main__":
    _serve()
