"""The command that fetches, lists and verifies the published data sets: `python -m coursekit.data`.

A repository of the course has it as `python -m data_scripts`, with its own folder `data/`.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from coursekit.data.fetching import fetch, find_folder, is_complete, state
from coursekit.data.images import PUBLISHED
from coursekit.data.registry import DataError, DataSet, File, registry

FEW_NAMES = 5  # of files that are missing or damaged, so many are named
ENOUGH_TO_LIST = 20


def default_folder() -> Path:
    """Where notebooks that are here find data that were fetched before, else a new folder `data` here."""
    found = (find_folder(data_set) for data_set in registry().values())
    return next(filter(None, found), Path.cwd() / "data")


def main(
    arguments: Sequence[str] | None = None,
    *,
    program: str = "python -m coursekit.data",
    folder: Path | None = None,
    data_sets: Mapping[str, DataSet] | None = None,
) -> int:
    """Do what the arguments say; 0 if all that was asked for is there and right, else 1, with a sentence on stderr."""
    data_sets = registry() if data_sets is None else data_sets
    parser = _parser(program, folder or default_folder(), sorted(data_sets))
    options = parser.parse_args(arguments)
    options.program = program
    if unknown := set(options.names) - set(data_sets):
        parser.error(f"there is no data set {', '.join(sorted(unknown))}: choose from {', '.join(sorted(data_sets))}")
    everything = options.all if options.action == "fetch" else not options.names
    if not everything and not options.names:
        parser.error(f"say which data sets, or --all: {', '.join(sorted(data_sets))}")
    chosen = [data_sets[name] for name in (data_sets if everything else dict.fromkeys(options.names))]
    try:
        return {"fetch": _fetch, "list": _list, "verify": _verify}[options.action](chosen, options)
    except DataError as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on where this one was.", file=sys.stderr)
        return 130


def _parser(program: str, folder: Path, names: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description="The published data sets of Deep Learning by Hand.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="fetch|list|verify")
    for action, words in (
        ("fetch", "get data sets from where they are published, each file checked"),
        ("list", "say what there is: titles, licences, sizes, what is fetched; with names, all about these"),
        ("verify", "compare files that were fetched with their checksums"),
    ):
        command = actions.add_parser(action, help=words, description=words)
        command.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
        command.add_argument("--to", type=Path, default=folder, metavar="DIR", help=f"the folder (default: {folder})")
        if action == "fetch":
            command.add_argument("--all", action="store_true", help="all of them, about 2.5 GB")
            command.add_argument(
                "--mirror", metavar="DIR_OR_URL", help="a folder laid out as data/ is, or its address, for the internet"
            )
    return parser


def _fetch(chosen: list[DataSet], options: argparse.Namespace) -> int:
    failed = 0
    for data_set in chosen:
        print(f"{data_set.title}, to {options.to / data_set.folder}")
        try:
            fetch(data_set, options.to, mirror=options.mirror)
        except DataError as fault:
            failed += 1
            print(fault, file=sys.stderr)
    if failed:
        return 1
    print(_how_to_use([data_set.name for data_set in chosen], options.to))
    return 0


def _how_to_use(names: list[str], folder: Path) -> str:
    setting = "" if folder == default_folder() else f"DLBH_DATA={folder.resolve()}"
    images = [name for name in names if name in PUBLISHED]
    settings = [part for part in (setting, f"DLBH_DATASET={images[0]}" if images else "") if part]
    if not settings:
        return "Done."
    return f"Done. Notebooks use it when Jupyter is started with {' and '.join(settings)} set."


def _list(chosen: list[DataSet], options: argparse.Namespace) -> int:
    for data_set in chosen:
        print(f"{data_set.name}: {data_set.title}")
        if not options.names:
            unchecked = any(not archive.file.checksum.text and not archive.holds for archive in data_set.archives)
            print(f"    {_in_words(data_set, options.to)[1]}; licence: {data_set.licence}")
            print("    no checksum is published\n" if unchecked else "", end="")
            continue
        print(f"    here: {_in_words(data_set, options.to)[1]}")
        print(f"    licence: {data_set.licence}")
        print(f"    source: {data_set.citation}")
        for file in _published_files(data_set):
            size = f"{file.size:,} bytes, " if file.size else ""
            print(f"    {file.path}: {size}{_checked_by(file, data_set)}")
            print("".join(f"        {url}\n" for url in file.urls), end="")
        if len(data_set.files) > ENOUGH_TO_LIST:
            print(f"    {len(data_set.files):,} files, each with its sha256")
    return 0


def _verify(chosen: list[DataSet], options: argparse.Namespace) -> int:
    right = True
    for data_set in chosen:
        good, words = _in_words(data_set, options.to, strict=bool(options.names))
        print(f"{data_set.name}: {words}")
        right = right and good
    if not right:
        print(f"To fetch what is damaged or missing: {options.program} fetch NAME", file=sys.stderr)
    return 0 if right else 1


def _published_files(data_set: DataSet) -> list[File]:
    files = list(data_set.files) if len(data_set.files) <= ENOUGH_TO_LIST else []
    return [archive.file for archive in data_set.archives] + files


def _checked_by(file: File, data_set: DataSet) -> str:
    if file.checksum.text:
        return file.checksum.text
    listed = any(archive.file is file and archive.holds for archive in data_set.archives)
    return "no checksum is published" + ("; its files are checked" if listed else "; only its own CRC can be checked")


def _in_words(data_set: DataSet, folder: Path, strict: bool = False) -> tuple[bool, str]:
    """Whether the set is right, and what it is like. `strict`: one that is not there is not right."""
    states = state(data_set, folder)
    by_state = {kind: [path for path, found in states.items() if found == kind] for kind in ("damaged", "missing")}
    if len(by_state["missing"]) == len(states):
        return not strict, "not fetched"
    complete = is_complete(data_set, states)
    if complete and data_set.any_of:
        return True, "complete"
    words = "complete" if not any(by_state.values()) else "can be used" if complete else "incomplete"
    for kind, paths in by_state.items():
        if paths:
            more = f" and {len(paths) - FEW_NAMES:,} more" if len(paths) > FEW_NAMES else ""
            words += f"; {kind}: {', '.join(paths[:FEW_NAMES])}{more}"
    return complete and not by_state["damaged"], words
