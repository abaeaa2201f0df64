"""A local web server for tests of downloads: it can break off, lie about lengths, and know nothing of ranges."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves `files`, by the last part of a path, and keeps in `asked` what was asked for: (path, its Range).

    cuts: for each answer to come, after how many bytes it breaks off; the last one is for all later ones too.
    ranges: False: a Range is ignored. said: the length that it says a file has, if not the true one. status: what it
    answers in place of a file. shift: by how much the ranges that it sends are wrong.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.asked: list[tuple[str, str]] = []
        self.cuts: list[int | None] = [None]
        self.ranges = True
        self.said: int | None = None
        self.status = 200
        self.shift = 0

    def address(self, folder: str = "") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{folder and '/'}{folder}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server, wanted = self.server, self.headers.get("Range", "")
        server.asked.append((self.path, wanted))
        content = server.files.get(self.path.rsplit("/", 1)[-1])
        if content is None or server.status != 200:
            self.send_error(404 if content is None else server.status)
            return
        cut = server.cuts.pop(0) if len(server.cuts) > 1 else server.cuts[0]
        start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted and server.ranges else 0
        if start and start >= len(content):
            self.send_error(416)
            return
        start += server.shift if start else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start if server.said is None else server.said))
        self.end_headers()
        self.wfile.write(content[start:][:cut])

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Server]:
    server = Server(files)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
