"""Answers for another day than today say so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from knowledge.phrases import phrase
from knowledge.rendering import format_partial_date
from knowledge.reply import Reply, ReplyKind


def tell_for_day(reply: Reply, day: dt.date, today: dt.date) -> Reply:
    """Return `reply`, made of what held on `day`, with the day said first in its caution.

    Nothing is added to a reply about `today` or without knowledge text.
    """
    if day == today or reply.kind != ReplyKind.ANSWER:
        return reply
    key = "held_on" if day < today else "known_for"
    said = phrase(key, reply.language, date=format_partial_date(day.isoformat(), reply.language))
    return replace(reply, caution=" ".join(filter(None, (said, reply.caution))))
