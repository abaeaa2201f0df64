"""A pytest plugin for the proof: chooses what to grade (`--prove`, `--only`), shows progress, and writes the record.

A test that grades a sample answer, or makes liars lie, has the mark `proves("<assignment>/<notebook>", "<what>")`. The
record is written only after all tests in `everything_about` its notebooks have passed or failed.
"""

import os
import subprocess
import time
from datetime import date
from functools import cached_property

import pytest

from helpers.proof.record import RECORD, Proof, changed
from helpers.proof.selection import graded
from helpers.proof.subjects import ROOT, Subject, read_subjects, seed_of

PROGRESS_SECONDS = 30.0


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("proof", "the proof that scores can be trusted")
    group.addoption("--prove", action="store_true", help="grade all sample answers in full, and write docs/proof.md")
    group.addoption(
        "--only", default="", help="of a proof, <assignment>/<notebook>, or one /<question> of it (no record then)"
    )


class Plan:
    """The plan of this run: grade everything for the notebooks to prove, and a selection for the others."""

    def __init__(self, config: pytest.Config):
        self.every = self.subjects = read_subjects()
        self.changed = changed(self.subjects)
        self.everything = config.getoption("--prove")
        self.only = config.getoption("--only").strip("/")
        self.question: str | None = None
        if self.only:
            self._narrow()

    def _narrow(self) -> None:
        assignment, notebook, question = (*self.only.split("/"), "", "")[:3]
        known = [str(subject) for subject in self.subjects]
        self.subjects = [subject for subject in self.subjects if str(subject) == f"{assignment}/{notebook}"]
        if not self.subjects:
            raise pytest.UsageError(f"There is no notebook '{assignment}/{notebook}'; say one of {', '.join(known)}")
        questions = dict.fromkeys(self.subjects[0].checks.values())
        if question and question not in questions:
            raise pytest.UsageError(
                f"{self.subjects[0]} has no question '{question}'; say one of {', '.join(questions)}"
            )
        self.changed, self.everything, self.question = self.subjects, True, question or None

    @cached_property
    def seed(self) -> str:
        return seed_of(self.subjects)

    def is_whole(self, subject: Subject) -> bool:
        """Whether to prove everything about this notebook."""
        return self.everything or subject in self.changed

    def answers(self, subject: Subject) -> dict[tuple[str, str], bool]:
        """See `proof.selection.graded`."""
        return graded(subject, self.seed, everything=self.is_whole(subject), question=self.question)

    def checks(self, subject: Subject) -> list[str]:
        """The checks at which liars lie."""
        return [name for name, question in subject.checks.items() if self.question in (None, question)]

    def everything_about(self, subject: Subject) -> set[str]:
        answers = (f"{kind} {name}" for kind, name in self.answers(subject))
        return {f"{subject}: {what}" for what in (*answers, "reference", "release", "liars")}

    def summary(self) -> str:
        """One line that says what is graded, and why."""
        chosen = [self.answers(subject) for subject in self.subjects]
        count = sum(map(len, chosen))
        every = sum(len(subject.right) + len(subject.wrong) for subject in self.subjects)
        if self.everything:
            return f"{count} sample answers, all in full"
        full = sum(sum(answers.values()) for answers in chosen)
        text = f"{count} of {every} sample answers, {full} of them in full"
        if len(self.changed) == len(self.subjects):
            return f"{text}: no proof of any notebook as it is now is recorded (`make prove`), all count as changed"
        names = ", ".join(map(str, self.changed)) or "no notebook"
        return f"{text}; changed since they were proven: {names}"


def plan_of(config: pytest.Config) -> Plan:
    """The plan of this run, made once."""
    if not hasattr(config, "_proof_plan"):
        config._proof_plan = Plan(config)
    return config._proof_plan


class Recorder:
    """Follows a run in the process that the user started, to which xdist's workers report."""

    def __init__(self, config: pytest.Config):
        self._config = config
        self._started = self._told = time.monotonic()
        self._ended: set[str] = set()
        self._failures: list[str] = []
        if config.getoption("--only"):
            plan_of(config)  # fails for unknown names before any work begins

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failures.append(report.nodeid)
        if report.when == "call" and not report.skipped:
            self._ended.update(what for name, what in report.user_properties if name == "proves")
        if self._config.getoption("--prove") and time.monotonic() - self._told > PROGRESS_SECONDS:
            self._told = time.monotonic()
            self._tell()

    def _tell(self) -> None:
        expected = len(self._expected)
        done = len(self._ended & self._expected)
        spent = time.monotonic() - self._started
        left = f", about {spent * (expected - done) / done / 60:.0f} minutes left" if done else ""
        failed = f", {len(self._failures)} failed" if self._failures else ""
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        terminal.ensure_newline()
        terminal.write_line(f"{done} of {expected} answers and other proofs{failed}{left}")

    @cached_property
    def _expected(self) -> set[str]:
        plan = plan_of(self._config)
        return set().union(*map(plan.everything_about, plan.subjects))

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._ended:
            terminalreporter.write_line(f"The proof: {plan_of(self._config).summary()}")
        if self._config.getoption("--prove"):
            terminalreporter.write_line(self._record())

    def _record(self) -> str:
        """Write the record, unless there is nothing to record; returns a sentence about it."""
        plan = plan_of(self._config)
        if plan.question:
            return f"No record was written: this was a proof of {plan.only} alone"
        if missing := self._expected - self._ended:
            example = min(missing)
            return f"No record was written: {len(missing)} proofs did not come to their end, for instance {example}"
        minutes = (time.monotonic() - self._started) / 60
        proof = Proof(plan.subjects, self._failures, commit(), minutes, os.cpu_count() or 1, date.today())
        before = RECORD.read_text(encoding="utf-8") if RECORD.is_file() else ""
        RECORD.write_text(proof.text(plan.every, before), encoding="utf-8")
        return f"{RECORD.relative_to(ROOT)} is written" + ("; this proof FAILED" if self._failures else ": commit it")


def commit() -> str:
    """The commit that is checked out, and whether files were edited since."""

    def git(*arguments: str) -> str:
        finished = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
        return finished.stdout.strip() if finished.returncode == 0 else ""

    try:
        name = git("rev-parse", "--short", "HEAD")
        others = git("status", "--porcelain", "--", ".", f":!{RECORD.relative_to(ROOT)}")  # this run changes the record
        more = ", edited" if others else ""
        return f"commit {name}{more}" if name else "no commit"
    except OSError:
        return "no commit"


def name_what_is_proven(items: list[pytest.Item]) -> None:
    """Add what each test proves to its reports."""
    for item in items:
        for mark in item.iter_markers("proves"):
            item.user_properties.append(("proves", ": ".join(mark.args)))


def keep_together(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have one worker grade all of a notebook, with one examiner; but what is graded whole is for all workers."""
    proving = [(item, mark.args[0]) for item in items for mark in item.iter_markers("proves")]
    if not proving:
        return
    plan = plan_of(config)
    whole = {str(subject) for subject in plan.subjects if plan.is_whole(subject)}
    for item, notebook in proving:
        if notebook not in whole and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(notebook))
