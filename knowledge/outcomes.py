"""What came of every question of a calibration: how sure its answer was, and whether that was right.

One JSON file, one line per question, so that curves and intervals can be drawn from it without asking anything again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Literal, Self, get_args

from knowledge.confidence import Thresholds
from knowledge.loading import KnowledgeError

#: A question of our own; a message out of scope that is near our subject; any other message out of scope.
Kind = Literal["asked", "near_miss", "off"]


@dataclass(frozen=True)
class Outcome:
    """One question, judged by models that saw none about its point (adapter, reranker) or entry (confidence)."""

    language: str
    #: How it is written; empty for a message out of scope.
    style: str
    kind: Kind
    #: Id of the entry that it belongs to; empty for a message out of scope. Questions of one entry are alike.
    entry: str
    #: How sure the answer was, in [0, 1].
    probability: float
    #: Whether the answer was right; never, out of scope.
    right: bool
    #: Whether its entry is among the first three, which are the choices when the bot asks back.
    in_three: bool


COLUMNS = tuple(field.name for field in fields(Outcome))


@dataclass(frozen=True)
class Outcomes:
    """The questions of one calibration and what was made of them."""

    day: dt.date
    #: Name of the index, the first digits of its content's hash, and the encoder's fingerprint.
    index: str
    knowledge: str
    encoder: str
    thresholds: Thresholds
    #: The largest shares of near misses and of other messages out of scope that the thresholds may let through.
    limits: tuple[float, float]
    rows: tuple[Outcome, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote.

        Raises:
            KnowledgeError: there is no such file, or it is not one of these.
        """
        try:
            data = _checked(json.loads(path.read_text(encoding="utf-8")))
            return cls(
                dt.date.fromisoformat(data["day"]),
                data["index"],
                data["knowledge"],
                data["encoder"],
                Thresholds(**data["thresholds"]),
                (data["limits"]["near_miss"], data["limits"]["off"]),
                tuple(map(_outcome, data["rows"])),
            )
        except OSError as error:
            raise KnowledgeError(f"{path} cannot be read: make it with `grenswijzer calibrate`.") from error
        except (ValueError, TypeError, KeyError) as error:
            raise KnowledgeError(
                f"{path} holds no outcomes ({error}): make it anew with `grenswijzer calibrate`."
            ) from error

    def write(self, path: Path) -> None:
        """Write the file, questions in a fixed order so that two versions can be compared line by line."""
        head: dict[str, Any] = {
            "day": self.day.isoformat(),
            "index": self.index,
            "knowledge": self.knowledge,
            "encoder": self.encoder,
            "thresholds": {"answer": self.thresholds.answer, "clarify": self.thresholds.clarify},
            "limits": {"near_miss": self.limits[0], "off": self.limits[1]},
            "columns": COLUMNS,
        }
        lines = (f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
        rows = ",\n".join(f"    {json.dumps(row)}" for row in _plain(self.rows))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{\n" + "".join(lines) + f'  "rows": [\n{rows}\n  ]\n}}\n', encoding="utf-8")


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    if tuple(data["columns"]) != COLUMNS:
        raise ValueError(f"its columns are not {', '.join(COLUMNS)}")
    return data


def _plain(rows: Iterable[Outcome]) -> list[list[Any]]:
    values = [[int(v) if isinstance(v, bool) else v for v in astuple(row)] for row in rows]
    return sorted(values, key=lambda row: (row[2], row[3], row[0], row[1]))


def _outcome(row: list[Any]) -> Outcome:
    language, style, kind, entry, probability, right, in_three = row
    if kind not in get_args(Kind):
        raise ValueError(f"there is no kind `{kind}`")
    return Outcome(language, style, kind, entry, float(probability), bool(right), bool(in_three))
