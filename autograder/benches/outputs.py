"""Makes messages of a student's kernel harmless: whatever it sends, the result is a valid notebook.

The kernel has its sockets and its key, so a student's code can send anything in its name: bytes that are no message,
messages with missing parts, text that no file can hold, and more of it than anybody can read.
"""

import time
from typing import Any

from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from nbformat.v4 import new_output

_UNREADABLE = {"msg_id": "", "msg_type": "unreadable"}
MESSAGE_BYTES = 20  # added to the size of each message, because too many empty ones must count as too much output
_OUTPUTS = ("stream", "display_data", "execute_result", "error", "update_display_data")


MOST_LISTS = 300_000  # in one message


class Overdue(Exception):
    """The kernel still sends messages after its deadline."""


class PatientSession(Session):
    """jupyter_client's session, except that an unreadable message becomes an empty one of unknown type.

    `deadline`: `time.monotonic()` after which receiving raises `Overdue`. Time limits for waiting are not enough: a
    kernel that sends without pause never makes the receiver wait.
    """

    deadline: float | None = None

    def feed_identities(self, msg_list: Any, copy: bool = True) -> Any:
        try:
            return super().feed_identities(msg_list, copy)
        except ValueError:
            return [], []

    def deserialize(self, msg_list: Any, content: bool = True, copy: bool = True) -> dict[str, Any]:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise Overdue
        try:
            if sum(_lists(part) for part in msg_list) > MOST_LISTS:
                raise ValueError("more lists than a message has")
            message = super().deserialize(msg_list, content, copy)
            kinds = {"msg_id": str, "msg_type": str, "header": dict, "parent_header": dict, "content": dict}
            whole = all(isinstance(message.get(key), kind) for key, kind in kinds.items())
        except Exception:  # any step of reading can fail
            whole = False
        if not whole:
            message = {"header": dict(_UNREADABLE), "parent_header": {}, "metadata": {}, "content": {}, "buffers": []}
            message |= _UNREADABLE
        return message


def _lists(part: Any) -> int:
    """An upper bound for the lists and mappings in a part of a message; each takes 30 times its bytes once read."""
    part = bytes(getattr(part, "buffer", part))
    return part.count(b"[") + part.count(b"{")


class CellRunner(NotebookClient):
    """nbclient, except that it keeps only well-formed output, up to `output_bytes`, and notes if a cell timed out."""

    output_bytes = 0

    def begin(self) -> None:
        """Reset the counts for a new cell."""
        self.timed_out = False
        self._printed = 0
        self._clear_first = False
        self._displayed: dict[str, list[NotebookNode]] = {}

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> dict | None:
        self.timed_out = True
        return await super()._async_handle_timeout(timeout, cell)

    def process_message(self, message: dict, cell: NotebookNode, cell_index: int) -> None:
        """Store a message's output in the cell. Widgets and other messages that need an answer are ignored."""
        kind, content = message["msg_type"], message["content"]
        if type(content.get("execution_count")) is int:
            cell["execution_count"] = content["execution_count"]
        if kind == "status" and content.get("execution_state") == "idle":
            raise CellExecutionComplete()
        if kind == "clear_output":
            self._clear_first = bool(content.get("wait"))
            if not self._clear_first:
                cell.outputs = []
        elif kind in _OUTPUTS and self._fits(content, cell):
            self._take(kind, content, cell)

    def _fits(self, content: dict, cell: NotebookNode) -> bool:
        before, self._printed = self._printed, self._printed + len(str(content)) + MESSAGE_BYTES
        if before <= self.output_bytes < self._printed:
            text = f"\n[output cut: more than {self.output_bytes:,} bytes]\n"
            cell.outputs.append(new_output("stream", name="stdout", text=text))
        return self._printed <= self.output_bytes

    def _take(self, kind: str, content: dict, cell: NotebookNode) -> None:
        if self._clear_first:
            self._clear_first, cell.outputs = False, []
        transient = content.get("transient")
        shown = transient.get("display_id") if isinstance(transient, dict) else None
        earlier = self._displayed.setdefault(shown, []) if isinstance(shown, str) else []
        if kind != "update_display_data":
            output = _output(kind, content)
            cell.outputs.append(output)
            earlier.append(output)
        elif earlier:
            new = _output("display_data", content)
            for output in earlier:
                output["data"], output["metadata"] = new["data"], new["metadata"]


def printable_text(value: Any) -> str:
    """Text that can be saved: a lone surrogate, which JSON may contain, becomes a question mark."""
    return value.encode("utf-8", errors="replace").decode() if isinstance(value, str) else ""


def _output(kind: str, content: dict) -> NotebookNode:
    """A valid output from any content."""
    match kind:
        case "stream":
            name = "stderr" if content.get("name") == "stderr" else "stdout"
            return new_output("stream", name=name, text=printable_text(content.get("text")))
        case "error":
            lines = content.get("traceback")
            return new_output(
                "error",
                ename=printable_text(content.get("ename")),
                evalue=printable_text(content.get("evalue")),
                traceback=[printable_text(line) for line in lines] if isinstance(lines, list) else [],
            )
    data, metadata = content.get("data"), content.get("metadata")
    output = new_output(kind, _texts(data), metadata=_settings(metadata))
    if kind == "execute_result":
        count = content.get("execution_count")
        output["execution_count"] = count if type(count) is int else None
    return output


def _texts(data: Any) -> dict[str, str]:
    """The representations in a bundle that are text (encoded pictures are, too)."""
    given = data.items() if isinstance(data, dict) else ()
    return {printable_text(kind): printable_text(text) for kind, text in given if isinstance(text, str)}


def _settings(metadata: Any) -> dict[str, Any]:
    """Metadata such as a picture's size and description: `{MIME type: {name: text or number}}`."""
    given = metadata.items() if isinstance(metadata, dict) else ()
    return {
        printable_text(kind): {
            printable_text(name): printable_text(value) if isinstance(value, str) else value
            for name, value in settings.items()
            if isinstance(value, str | int | float)
        }
        for kind, settings in given
        if isinstance(settings, dict)
    }
