"""What is looked at, one function each. None of them changes anything, and none needs the service to run."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx
import redis
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from knowledge.clock import clock_from_environment
from knowledge.editing.reading import read_filed
from knowledge.editing.staleness import find_due
from knowledge.encoder import EncoderError, load_encoder
from knowledge.index import open_index
from knowledge.loading import KnowledgeError
from knowledge.own_site import OwnSite
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts
from web.banner import FILE as BANNER
from web.banner import read_banner
from web.settings import Settings
from web.stores.databases import Where, open_database

#: Logs, conversations of a day and what is kept of a year fit into this.
MIN_FREE_BYTES = 1_000_000_000
ANSWERS_WITHIN_S = 3.0


class Verdict(StrEnum):
    """How it is."""

    GOOD = "good"
    #: It works, and somebody should look at it.
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was found of one thing, in a sentence; where it is not good the sentence says what to do."""

    verdict: Verdict
    about: str
    said: str


def good(about: str, said: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(Verdict.GOOD, about, said)


def warning(about: str, said: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(Verdict.WARNING, about, said)


def wrong(about: str, said: str) -> Finding:
    """Return a finding that keeps the service from its work."""
    return Finding(Verdict.WRONG, about, said)


def check_state(settings: Settings) -> Iterator[Finding]:
    """Look at the state folder: can it be written, is there room, is the key nobody else's."""
    state = settings.state
    nearest = next(folder for folder in (state, *state.resolve().parents) if folder.exists())
    if not os.access(nearest, os.W_OK):
        yield wrong("state", f"{state} cannot be written: give it to the user that runs the service (chown).")
        return
    free = shutil.disk_usage(nearest).free
    room = f"{free / 1e9:.1f} GB free in {state}"
    yield good("state", f"{room}.") if free >= MIN_FREE_BYTES else warning("state", f"Only {room}: make room.")
    key = state / "secret"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield wrong("key", f"{key} can be read by others, who could forge conversations: chmod 600 {key}.")
    elif key.exists() or "secret_key" in settings.model_fields_set:
        yield good("key", "The key that signs conversations is kept.")
    else:
        yield warning("key", "No key is kept: conversations end with the process. `make run` makes one, or set one.")


def check_knowledge(settings: Settings) -> Iterator[Finding]:
    """Look at encoder, index and entries."""
    fingerprint = None
    try:
        fingerprint = load_encoder().fingerprint
        yield good("encoder", f"The encoder is whole: {fingerprint[:12]}.")
    except (EncoderError, OSError) as error:
        yield warning("encoder", f"{error} Without one it searches by words alone.")
    try:
        index = open_index(settings.models / "index", fingerprint)
        yield good("index", f"The index is whole: {len(index.passages)} passages.")
    except (KnowledgeError, OSError) as error:
        yield wrong("index", str(error))
    try:
        filed = read_filed()
        OwnSite.load()
    except KnowledgeError as error:
        yield wrong("entries", str(error))
        return
    due = {one.entry for one in find_due(filed.values(), clock_from_environment().today())}
    said = f"{len(filed)} entries"
    stale = warning("entries", f"{said}, {len(due)} of them to be looked at: `grenswijzer knowledge stale`.")
    yield stale if due else good("entries", f"{said}, all looked at.")


def check_stores(settings: Settings) -> Iterator[Finding]:
    """Look at the database, the accounts and Redis."""
    if settings.database_url:
        yield _check_database(settings.database_url.get_secret_value())
    yield _check_accounts(settings.tables_in("accounts.db"))
    if settings.redis_url:
        yield _check_redis(settings.redis_url.get_secret_value())


def _check_database(address: str) -> Finding:
    try:
        with open_database(address).connect() as connection:
            tables = inspect(connection).get_table_names()
    except SQLAlchemyError as error:
        return wrong("database", f"PostgreSQL cannot be used: {_first_line(error)}")
    return good("database", f"PostgreSQL answers; it has {len(tables)} tables.")


def _check_accounts(where: Where) -> Finding:
    nobody = "Nobody may sign in to the console yet: `grenswijzer accounts add NAME --role editor`."
    if isinstance(where, Path) and not where.exists():
        return warning("accounts", nobody)
    try:
        engine = open_accounts(where)
        count = len(AccountStore(engine).all())
        engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        return wrong("accounts", f"The accounts cannot be read: {_first_line(error)}")
    return good("accounts", f"{count} may sign in to the console.") if count else warning("accounts", nobody)


def _check_redis(address: str) -> Finding:
    try:
        with redis.Redis.from_url(address, socket_timeout=ANSWERS_WITHIN_S) as client:
            client.ping()
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except redis.RedisError as error:
        return wrong("redis", f"Redis cannot be used: {_first_line(error)}")
    if policy != "noeviction":
        return warning("redis", f"Redis may drop what is remembered ({policy}): set maxmemory-policy noeviction.")
    return good("redis", "Redis answers.")


def check_network(settings: Settings) -> Iterator[Finding]:
    """Look at what the service talks to and who talks to it."""
    try:
        answer = httpx.get(f"{settings.rasa_url}/webhooks/rest/", timeout=ANSWERS_WITHIN_S, trust_env=False)
        up = answer.is_success
    except httpx.HTTPError:
        up = False
    gone = f"Rasa does not answer at {settings.rasa_url}: search answers, checks do not work. Start it."
    yield good("rasa", f"Rasa answers at {settings.rasa_url}.") if up else wrong("rasa", gone)
    open_to_all = settings.host not in {"127.0.0.1", "localhost", "::1"}
    if open_to_all and not settings.trusted_proxies:
        yield warning(
            "proxy",
            f"The service listens on {settings.host} and trusts no proxy: behind one, all visitors would share one "
            "limit. Set GRENSWIJZER_TRUSTED_PROXIES to its address.",
        )
    if not settings.allowed_origins and not any(site.origins for site in OwnSite.load().sites.values()):
        yield warning("sites", "No site may show the chat: set GRENSWIJZER_ALLOWED_ORIGINS, or origins in site.yml.")


def check_operation(settings: Settings) -> Iterator[Finding]:
    """Look at the switches that an operator may have forgotten."""
    if settings.paused:
        yield warning("kill switch", "Chat and search are switched off: remove `kill-switch` from the state folder.")
    if (settings.state / BANNER).exists() and read_banner(settings.state) is None:
        yield wrong("banner", f"{settings.state / BANNER} cannot be read and is not shown: write nl, de and en.")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    check_state,
    check_knowledge,
    check_stores,
    check_network,
    check_operation,
)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, one after the other."""
    for check in CHECKS:
        yield from check(settings)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
