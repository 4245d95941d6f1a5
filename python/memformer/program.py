"""The program that does the work: where it is, how it is run, and what its exit codes mean."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Iterable, Mapping, Sequence

#: Exit codes with which the program still answers: done, and "no" (not realisable, ``against`` not met).
ANSWERS = (0, 1)


class MemformerError(RuntimeError):
    """The program could not answer.

    Attributes:
        code: its exit code; 2 wrong usage, 3 unreadable or invalid input, 4 the machine lacks something.
        message: its one line, which names the file or option, the value, and what is allowed.
    """

    def __init__(self, code: int, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


def find_program() -> str:
    """The program's path: ``$MEMFORMER``, else ``memformer`` on the path, else that of the checkout this file lies in.

    Raises:
        MemformerError: with code 4, where there is none.
    """
    named = os.environ.get("MEMFORMER")
    if named:
        return named

    installed = shutil.which("memformer")
    if installed:
        return installed

    checkout = Path(__file__).resolve().parents[2] / "memformer"
    if checkout.is_file() and os.access(checkout, os.X_OK):
        return str(checkout)

    raise MemformerError(
        4, "no memformer program: install the tool, or set the environment variable MEMFORMER to its path"
    )


class Program:
    """Runs the program at a path; the default is the one that :func:`find_program` finds."""

    def __init__(self, path: str | os.PathLike | None = None):
        self.path = os.fspath(path) if path is not None else find_program()

    def run(self, arguments: Sequence[str]) -> str:
        """What the program writes to its standard output.

        Raises:
            MemformerError: where it ends with any code but 0 and 1, or with 1 and no answer.
        """
        ended = self._end(arguments)
        if ended.returncode not in ANSWERS or not ended.stdout:
            raise _failure(ended)
        return ended.stdout

    def write(self, arguments: Sequence[str]) -> None:
        """Runs a command that writes files and answers nothing.

        Raises:
            MemformerError: where it ends with any code but 0.
        """
        ended = self._end(arguments)
        if ended.returncode != 0:
            raise _failure(ended)

    def _end(self, arguments: Sequence[str]) -> subprocess.CompletedProcess:
        try:
            return subprocess.run(
                [self.path, *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
            )
        except OSError as error:
            raise MemformerError(4, f"{self.path}: {error.strerror}; MEMFORMER names another program") from error


def _failure(ended: subprocess.CompletedProcess) -> MemformerError:
    prefix = "memformer: "
    lines = ended.stderr.strip().splitlines() or ["the program said nothing"]
    line = next((line for line in lines if line.startswith(prefix)), prefix + lines[-1])
    return MemformerError(ended.returncode, line[len(prefix) :])


def option_arguments(options: Mapping[str, object]) -> list[str]:
    """Keywords as the command line's options: ``set={"eta": "1/4"}`` is ``--set eta=1/4``, a sequence is joined by commas.

    Keywords that are ``None`` or ``False`` are left out.
    """
    arguments: list[str] = []
    for keyword, value in options.items():
        name = "--" + keyword.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            arguments.append(name)
        elif isinstance(value, Mapping):
            for key, entry in value.items():
                arguments += [name, f"{key}={entry}"]
        else:
            arguments += [name, _text(value)]
    return arguments


def _text(value: object) -> str:
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    if isinstance(value, Iterable):
        return ",".join(_text(entry) for entry in value)
    return str(value)
