"""Locks of conversations in Redis, for several Rasa servers: one address, and no lock outlives its holder."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

#: Redis' databases have numbers; the first is the default.
DEFAULT_PORT, DEFAULT_DATABASE = 6379, 0


class SharedLockStore(RedisLockStore):
    """Rasa's lock store in the Redis at `url`; with `rediss://` over TLS.

    Rasa's own never lets a lock expire: what a server held that died would stay for good, with the conversation's id.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Read the address from the `url` of `lock_store` in the file of endpoints."""
        address = urlsplit(endpoint_config.url or "")
        super().__init__(
            host=address.hostname or "127.0.0.1",
            port=address.port or DEFAULT_PORT,
            db=int(address.path.strip("/") or DEFAULT_DATABASE),
            username=unquote(address.username) if address.username else None,
            password=unquote(address.password) if address.password else None,
            use_ssl=address.scheme == "rediss",
            socket_timeout=endpoint_config.kwargs.get("socket_timeout", 2.0),
        )

    def save_lock(self, lock: TicketLock) -> None:
        """Keep a lock for as long as its last ticket can be valid."""
        self.red.set(self.key_prefix + lock.conversation_id, lock.dumps(), ex=int(LOCK_LIFETIME))
