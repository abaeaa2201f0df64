"""Messages between two processes over a socket that keeps packets apart (`SOCK_SEQPACKET`), however long they are.

A long message goes in several packets. Each begins with a byte that says whether it is the first, the last or both; so
a message of one packet may come between the packets of another, and one that breaks off spoils only itself.
"""

import json
import select
import socket
from collections.abc import Iterator
from typing import Any

from autograder.benches.deadline import Deadline

PACKET_BYTES = 1 << 15  # each must fit the socket's buffer
_LARGEST_PACKET = 1 << 18  # beyond what a socket's buffer holds: what a student's code may send at once
_FIRST, _LAST = 1, 2
MOST_LISTS = 300_000  # lists and mappings in one message; each takes 30 times its bytes once it is read
DONE = "done"  # the type of a request's last message
UNREADABLE = "unreadable"


class LineBroken(Exception):
    """The other end is closed, reads nothing, or has sent a message that is far too long."""


def packets(data: bytes) -> Iterator[bytes]:
    """The packets of a message."""
    for start in range(0, max(len(data), 1), PACKET_BYTES):
        end = start + PACKET_BYTES
        yield bytes([_FIRST * (start == 0) | _LAST * (end >= len(data))]) + data[start:end]


def send(sock: socket.socket, data: bytes) -> None:
    """Send a message. Raises `OSError`."""
    for packet in packets(data):
        sock.send(packet)


class Packets:
    """Puts messages together again. A message of more than `longest` bytes raises `LineBroken`."""

    def __init__(self, longest: int | None = None):
        self._longest = longest
        self._begun = bytearray()

    def take(self, packet: bytes) -> bytes | None:
        """The message that this packet completes; None if there is more to come. An empty packet is the end."""
        if not packet:
            raise LineBroken
        place, piece = packet[0], packet[1:]
        if place & _FIRST and place & _LAST:
            return piece
        if place & _FIRST:
            self._begun.clear()
        self._begun += piece
        if self._longest is not None and len(self._begun) > self._longest:
            raise LineBroken
        if not place & _LAST:
            return None
        whole = bytes(self._begun)
        self._begun.clear()
        return whole

    def receive(self, sock: socket.socket) -> bytes:
        """The next message of a blocking socket. Raises `LineBroken` and `OSError`."""
        while (whole := self.take(sock.recv(1 + PACKET_BYTES))) is None:
            pass
        return whole


class CellLine:
    """The grader's end of the line to a bench's kernel: cells go in, and Jupyter's messages come out.

    A request is `{"number", "code", "silent", "hold"}`. The answers are `{"number", "type", "content"}`, and the last
    is of the type `DONE`. With `hold`, the kernel keeps its messages until the request has ended: then it never waits
    for a grader who is waiting for something else. A student's code can write to the kernel's end, so that nothing is
    believed here; what is no message is one of the type `UNREADABLE`.
    """

    def __init__(self, sock: socket.socket, longest: int):
        self._sock = sock
        self._packets = Packets(longest)
        self._readable = select.poll()
        self._readable.register(sock, select.POLLIN)

    def send(self, request: dict[str, Any], seconds: float) -> None:
        """Send a request. Raises `LineBroken` if the kernel has not taken it after that time."""
        self._sock.settimeout(seconds)
        try:
            send(self._sock, json.dumps(request).encode())
        except OSError:
            raise LineBroken from None

    def receive(self, deadline: Deadline) -> dict[str, Any] | None:
        """The next message; None after the deadline. Raises `LineBroken`."""
        while (left := deadline.left()) > 0:
            if not self._readable.poll(left * 1000):
                continue  # the deadline may have been put off
            try:
                packet = self._sock.recv(_LARGEST_PACKET)
            except OSError:
                raise LineBroken from None
            if (data := self._packets.take(packet)) is not None:
                return _message(data)
        return None

    def close(self) -> None:
        self._sock.close()


def _message(data: bytes) -> dict[str, Any]:
    try:
        if data.count(b"[") + data.count(b"{") > MOST_LISTS:
            raise ValueError("more lists than a message has")
        message = json.loads(data)
        if isinstance(message["content"], dict) and isinstance(message["type"], str):
            return message
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    return {"number": None, "type": UNREADABLE, "content": {}}
