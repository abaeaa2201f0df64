"""The gate of conftest.py holds."""

import socket

import pytest


def test_a_socket_to_the_world_fails_a_test():
    with socket.socket() as sock, pytest.raises(AssertionError, match="tried to reach"):
        sock.connect(("192.0.2.1", 80))


def test_a_local_socket_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
