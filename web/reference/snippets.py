"""A request written down: for a terminal, in Python, and as an address to open."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from web.reference.examples import Example

MAX_COLUMNS = 88


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
    parts = [f"curl{'' if method == 'GET' else f' -X {method}'} {shlex.quote(server + address(path, example))}"]
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


def _written(value: Any, indent: str = "    ") -> str:
    """Write `value` in Python: in one line where it fits, else an item a line."""
    flat = _flat(value)
    if len(indent) + len(flat) <= MAX_COLUMNS or not isinstance(value, dict):
        return flat
    items = "".join(f"{indent}    {_flat(key)}: {_written(one, indent + '    ')},\n" for key, one in value.items())
    return f"{{\n{items}{indent}}}"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flat(key)}: {_flat(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
