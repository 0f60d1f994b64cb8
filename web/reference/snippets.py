"""A request written down: for a terminal, in Python, and as an address to open."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from pprint import pformat
from typing import Any
from urllib.parse import quote, urlencode

from web.reference.examples import Example


def address(path: str, example: Example) -> str:
    """Return the address of the request, below that of the service."""
    for name, value in example.path.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    query = urlencode(list(_pairs(example.query)))
    return f"{path}?{query}" if query else path


def _pairs(query: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in query.items():
        yield from ((name, str(one)) for one in (value if isinstance(value, list) else [value]))


def curl(server: str, method: str, path: str, example: Example, *, with_token: bool = False) -> str:
    """Return the request as a command of a terminal."""
    parts = ["curl" if method == "GET" else f"curl -X {method}", shlex.quote(server + address(path, example))]
    if with_token:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if example.body is not None:
        body = json.dumps(example.body, ensure_ascii=False)
        parts += ["-H 'Content-Type: application/json'", f"--data {shlex.quote(body)}"]
    return " \\\n  ".join(parts)


def python(server: str, method: str, path: str, example: Example, *, with_token: bool = False) -> str:
    """Return the request as a program with httpx."""
    for name, value in example.path.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    arguments = [json.dumps(server + path, ensure_ascii=False)]
    if example.query:
        arguments.append(f"params={_written(example.query)}")
    if example.body is not None:
        arguments.append(f"json={_written(example.body)}")
    if with_token:
        arguments.append('headers={"Authorization": f"Bearer {token}"}')
    call = ",\n    ".join(arguments)
    told = "" if method == "DELETE" or path.endswith("/feedback") else "\nprint(response.json())"
    return f"import httpx\n\nresponse = httpx.{method.lower()}(\n    {call},\n)\nresponse.raise_for_status(){told}"


def _written(value: Any) -> str:
    """Write `value` in Python, in double quotes where it is short enough for a line of its own."""
    return pformat(value, width=100, sort_dicts=False).replace("\n", "\n    ")
