"""What a student's kernel sends, made harmless: whatever comes, a valid notebook comes of it, and the grader lives on.

The kernel holds its sockets and its key, so a student's code can send anything at all in its name: bytes that are no
message, messages without their parts, text that no file can hold, more of them than anybody can read.
"""

import time
from typing import Any

from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from nbformat.v4 import new_output

_UNREADABLE = {"msg_id": "", "msg_type": "unreadable"}
MESSAGE_BYTES = 20  # what a message counts for beside its content: ten thousands of empty ones are too many, too
_OUTPUTS = ("stream", "display_data", "execute_result", "error", "update_display_data")


MOST_LISTS = 300_000  # in one message


class Overdue(Exception):
    """The kernel keeps talking beyond the time it had."""


class PatientSession(Session):
    """jupyter_client's session, for which a message that cannot be read is an empty one of no known type.

    `deadline`: `time.monotonic()` after which receiving raises `Overdue`. Waiting has its own limits; but who always
    finds another message never waits.
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
        except Exception:  # there are as many ways to be unreadable as there are steps in reading
            whole = False
        if not whole:
            message = {"header": dict(_UNREADABLE), "parent_header": {}, "metadata": {}, "content": {}, "buffers": []}
            message |= _UNREADABLE
        return message


def _lists(part: Any) -> int:
    """At most how many lists and mappings a part of a message holds: each costs 30 times its bytes once it is read."""
    part = bytes(getattr(part, "buffer", part))
    return part.count(b"[") + part.count(b"{")


class CellRunner(NotebookClient):
    """nbclient, which keeps of a cell's output what is well-formed, up to `output_bytes`, and notes a stopped cell."""

    output_bytes = 0

    def begin(self) -> None:
        """Start counting for a new cell."""
        self.timed_out = False
        self._printed = 0
        self._clear_first = False
        self._displayed: dict[str, list[NotebookNode]] = {}

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> dict | None:
        self.timed_out = True
        return await super()._async_handle_timeout(timeout, cell)

    def process_message(self, message: dict, cell: NotebookNode, cell_index: int) -> None:
        """Store what one message says in the cell. Widgets and other messages that need an answer get none."""
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
    """Text that can be saved: half of a surrogate pair, which JSON can hold, becomes a question mark."""
    return value.encode("utf-8", errors="replace").decode() if isinstance(value, str) else ""


def _output(kind: str, content: dict) -> NotebookNode:
    """A valid output, whatever the content is."""
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
    """Of a bundle of representations those that are text: pictures are text, too."""
    given = data.items() if isinstance(data, dict) else ()
    return {printable_text(kind): printable_text(text) for kind, text in given if isinstance(text, str)}


def _settings(metadata: Any) -> dict[str, Any]:
    """A picture's size and description, and the like: `{MIME type: {name: text or number}}`."""
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
