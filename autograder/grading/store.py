"""The store of outcomes: one file each, named by a hash of everything that determined it (`autograder.grading.keys`).

It can be deleted at any time; what is missing is graded again. It contains details that only the instructor may see.
"""

from collections.abc import Callable
from pathlib import Path

from autograder import private_files
from autograder.grading.task import Outcome

FOLDER = ".autograder-store"


class Store:
    """The outcomes in one folder, whose parent must exist. `say` gets a sentence for each file that cannot be used.

    Only the owner can read it (see `private_files`).
    """

    def __init__(self, folder: Path, say: Callable[[str], None] = lambda sentence: None, *, shared: bool = False):
        self._folder = private_files.folder(folder, shared=shared)
        self._say = say
        self._shared = shared

    def path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> Outcome | None:
        """The outcome stored under a key; None if there is none or its file cannot be read."""
        path = self.path(key)
        try:
            outcome = Outcome.from_json(path.read_bytes())
            if outcome.key == key:
                return outcome
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            pass
        self._say(f"{path} is damaged and was not used; its submission is graded again.")
        return None

    def put(self, outcome: Outcome) -> None:
        """Store an outcome. After a crash the file is complete or absent."""
        path = self.path(outcome.key)
        private_files.folder(path.parent, shared=self._shared)
        private_files.write(path, outcome.to_json() + b"\n", shared=self._shared, sync=True)

    def forget(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove partial files that killed writers left behind. The caller must hold the course's lock."""
        for part in self._folder.glob(f"??/*{private_files.PART}"):
            part.unlink(missing_ok=True)
