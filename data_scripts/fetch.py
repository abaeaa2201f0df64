"""Fetch the course's published data sets, each file checked by its sha256.

    python data_scripts/fetch.py mnist                     from the internet, into data/ of this repository
    python data_scripts/fetch.py mnist --mirror DIR        from a folder laid out as data/ is
    python data_scripts/fetch.py mnist --to DIR            into another folder (then set DLBH_DATA to it)

Every notebook also runs without them, on a small set that is embedded in a library the course needs anyway.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from coursekit.data.images import SOURCES, DataError, Source, fetch

DATA = Path(__file__).resolve().parent.parent / "data"


def main(arguments: Sequence[str] | None = None, sources: Mapping[str, Source] = SOURCES) -> int:
    """Fetch what the arguments name; 0 if all of it is there at the end, else 1, with a sentence on stderr."""
    parser = argparse.ArgumentParser(description="Fetch the course's published data sets.")
    parser.add_argument("names", nargs="+", metavar="NAME", choices=sorted(sources), help=", ".join(sorted(sources)))
    parser.add_argument("--mirror", type=Path, help="a folder laid out as data/ is, used in place of the internet")
    parser.add_argument("--to", type=Path, default=DATA, help="where the files go (default: data/ of this repository)")
    options = parser.parse_args(arguments)
    try:
        for name in options.names:
            print(f"{sources[name].title}, to {options.to / name}")
            fetch(sources[name], options.to, mirror=options.mirror)
    except DataError as fault:
        print(fault, file=sys.stderr)
        return 1
    setting = "" if options.to == DATA else f" DLBH_DATA={options.to.resolve()} and"
    print(f"Done. Notebooks use it when Jupyter is started with{setting} DLBH_DATASET={options.names[0]} set.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
