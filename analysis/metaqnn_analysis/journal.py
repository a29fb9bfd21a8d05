"""A run's journal (run.h5) as pandas tables; also while the search is still writing it."""

import time
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy
import pandas

# In an order in which the next table has what the rows of the one before refer to, for a search may write
# while they are read.
TABLES = ("tests", "ledger", "q_values", "epochs", "events", "trials", "episodes")


class JournalError(Exception):
    """The journal cannot be read; the message says why."""


@dataclass(frozen=True)
class Journal:
    """The tables of one run. Texts are str, enumerations their names."""

    path: Path
    configuration: str  # TOML
    events: pandas.DataFrame
    episodes: pandas.DataFrame
    trials: pandas.DataFrame
    epochs: pandas.DataFrame
    q_values: pandas.DataFrame
    ledger: pandas.DataFrame
    tests: pandas.DataFrame

    @property
    def label(self) -> str:
        """Name of the run's folder."""
        return self.path.resolve().parent.name

    def trained(self) -> pandas.DataFrame:
        """Trainings that went well, in the order of proposal, with the epsilon of their proposal."""
        fresh = self.episodes[self.episodes["novelty"] == "fresh"][["trial", "epsilon"]]
        good = self.trials[self.trials["status"] == "ok"]
        return good.merge(fresh, on="trial").sort_values("trial").reset_index(drop=True)


def read_journal(run: str | Path) -> Journal:
    """Reads RUN/run.h5, or the journal itself.

    Raises JournalError if there is none or it is damaged.
    """
    path = Path(run)
    if path.is_dir():
        path = path / "run.h5"
    if not path.is_file():
        raise JournalError(f"no journal at {path}; give the folder of a run")
    try:
        with _open(path) as file:
            configuration = _text(file["configuration"][()])
            return Journal(path, configuration, **{name: _read_table(file[name]) for name in TABLES})
    except (OSError, KeyError) as error:
        raise JournalError(f"cannot read {path} ({error})") from error


def _open(path: Path) -> h5py.File:
    """Waits for a search that is just opening its journal, which locks it for that moment."""
    end = time.monotonic() + 5.0
    while True:
        try:
            return h5py.File(path, "r", libver="latest", swmr=True)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise
        time.sleep(0.02)


def _text(value: bytes) -> str:
    """UTF-8 without control characters, for it may be shown as it is; lines stay lines."""
    text = value.decode("utf-8", "replace")
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def _read_table(dataset: h5py.Dataset) -> pandas.DataFrame:
    rows = dataset[()]
    columns = {}
    for name in dataset.dtype.names:
        values = rows[name]
        names = h5py.check_enum_dtype(dataset.dtype[name])
        if names is not None:
            text = {value: key for key, value in names.items()}
            columns[name] = [text.get(int(value), "unknown") for value in values]
        elif values.dtype.kind == "S":
            columns[name] = pandas.Series([_text(value) for value in values], dtype=object)
        else:
            columns[name] = numpy.asarray(values)
    return pandas.DataFrame(columns)
