"""The key to a site's figures: a link that the operator hands to the web master.

An account would be one more thing to keep, and of a person; a signed link names the site alone and opens nothing else.
"""

from __future__ import annotations

from itsdangerous import URLSafeTimedSerializer

from web.tokens import TokenError, read_signed

#: A link ends after a year, or with the service's secret.
KEPT_DAYS = 366
DAY_S = 24 * 3600


class SiteKeys:
    """Makes and checks the keys of one service."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="grenswijzer.site")

    def key(self, site: str) -> str:
        """Return the key of `site`, good from now on."""
        signed = self._serializer.dumps(site.casefold())
        return signed if isinstance(signed, str) else signed.decode()

    def opens(self, key: str, site: str) -> bool:
        """Tell whether `key` is one of `site` and has not ended."""
        try:
            return read_signed(self._serializer, key, KEPT_DAYS * DAY_S) == site.casefold()
        except TokenError:
            return False
