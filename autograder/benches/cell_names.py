"""The names that ipykernel gives to cells, made faster: it hashes a cell's text letter by letter for its file name."""

import struct
from collections.abc import Callable

import numpy as np
from ipykernel import compiler

_FACTOR, _MASK = 0x5BD1E995, 0xFFFFFFFF
ipykernels_hash: Callable[[str, int], int] = compiler.murmur2_x86


def murmur2(text: str, seed: int) -> int:
    """MurmurHash2 of a text's UTF-8, in 32 bits: https://github.com/aappleby/smhasher, src/MurmurHash2.cpp."""
    data = text.encode()
    whole = len(data) & ~3
    words = np.frombuffer(data[:whole], "<u4") * np.uint32(_FACTOR)
    words = (words ^ (words >> np.uint32(24))) * np.uint32(_FACTOR)
    found = seed ^ len(data)
    for word in words.tolist():
        found = (found * _FACTOR & _MASK) ^ word
    if rest := data[whole:]:
        found = (found ^ struct.unpack("<I", rest.ljust(4, b"\0"))[0]) * _FACTOR & _MASK
    found = (found ^ found >> 13) * _FACTOR & _MASK
    return found ^ found >> 15


def use() -> None:
    """Have ipykernel name its cells with it."""
    compiler.murmur2_x86 = murmur2
