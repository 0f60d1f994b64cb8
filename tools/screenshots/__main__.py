"""Take the pictures of docs/ anew: `python -m tools.screenshots`, with the environment of the service.

A product of its own is started for it, with an editor and some questions that it cannot answer. Pictures are small: few
colours, and no larger than they are shown.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import httpx

from evaluation.starting import lift_limits
from setup.errors import SetupError
from setup.evaluating import on_free_ports
from setup.paths import Settings, read_settings
from setup.supervisor import with_stack
from tools.browser import NoBrowser, started_browser
from tools.screenshots import PICTURES
from tools.screenshots.taking import Studio, keep
from web.accounts.rules import Role
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts

DOCS = Path(__file__).parents[2] / "docs"
EDITOR = "anna@school.example"
#: No entry answers them, in any language.
UNANSWERED = (
    "Wie betaalt mijn werkkleding tijdens de stage?",
    "Wer bezahlt die Arbeitskleidung im Praktikum?",
    "Who pays for my work clothes during the internship?",
    "Mag mijn hond mee als ik in Nederland ga studeren?",
    "Darf ich meinen Hund zum Studium in die Niederlande mitnehmen?",
    "Where can I buy a second-hand bicycle?",
)


def _take(settings: Settings, names: Sequence[str], out: Path) -> int:
    password = secrets.token_urlsafe(16)
    engine = open_accounts(settings.state / "accounts.db")
    AccountStore(engine).add(EDITOR, Role.EDITOR, password)
    engine.dispose()
    for question in UNANSWERED:
        httpx.post(f"{settings.address}/api/v1/chat", json={"conversation": None, "message": question}, timeout=30)
    with started_browser() as browser:
        studio = Studio(browser, settings.address, EDITOR, password)
        for name in names:
            keep(PICTURES[name](studio), out / name)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0; 1 where a picture could not be taken."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)} (default all)")
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of the pictures (default docs)")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(PICTURES)):
        parser.error(f"there is no picture {', '.join(unknown)}")
    lift_limits()
    lines: deque[str] = deque(maxlen=20)
    with tempfile.TemporaryDirectory(prefix="grenswijzer-pictures-") as state:
        settings = on_free_ports(read_settings(), Path(state))
        try:
            return with_stack(
                settings, lines.append, lambda: _take(settings, options.names or list(PICTURES), options.out)
            )
        except (SetupError, NoBrowser, ValueError) as error:
            sys.stderr.write("\n".join([*lines, str(error)]) + "\n")
            return 1


if __name__ == "__main__":
    sys.exit(main())
