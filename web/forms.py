"""Read forms that a browser posts."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import Request

from web.problems import Problem

MAX_FIELDS = 10


async def posted_fields(request: Request) -> dict[str, str]:
    """Return the fields of a posted form; the first value of each.

    Raises:
        Problem: the body is no form.
    """
    try:
        form = parse_qs((await request.body()).decode("utf-8"), max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Problem(400, "invalid-request", "The form could not be read.") from error
    return {name: values[0] for name, values in form.items()}
