"""A school's page on another origin, as strict and as hostile as such pages are."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

FOLDER = Path(__file__).parent / "school"
NODE_MODULES = Path(__file__).parents[2] / "web" / "widget" / "node_modules"
#: Of 2016, as many a school still has it; `make widget` fetches it.
JQUERY = NODE_MODULES / "jquery" / "dist" / "jquery.min.js"
TYPES = {".css": "text/css", ".js": "text/javascript", ".html": "text/html; charset=utf-8"}


@contextmanager
def school_page(port: int, product: str) -> Iterator[str]:
    """Serve the page on `port` while the context lasts; `product` is the only other origin that its policy allows.

    Yields:
        Its address; `lang`, `theme` and `school` in the query go into the script's tag.
    """
    policy = (
        f"default-src 'none'; script-src 'self' {product}; frame-src {product}; style-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
            asked = urlsplit(self.path)
            path = JQUERY if asked.path == "/jquery.js" else FOLDER / (asked.path.lstrip("/") or "index.html")
            if not path.is_file():
                self.send_error(404)
                return
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".html":
                query = {name: values[0] for name, values in parse_qs(asked.query).items()}
                for name, value in {
                    "product": product,
                    "lang": "auto",
                    "theme": "",
                    "school": "une-ecole",
                    **query,
                }.items():
                    text = text.replace(f"{{{name}}}", value)
            self.send_response(200)
            self.send_header("Content-Type", TYPES[path.suffix])
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
