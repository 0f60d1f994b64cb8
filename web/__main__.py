"""`python -m web`: run the service."""

from __future__ import annotations

import argparse
import sys

from knowledge.threads import calculate_in_one_thread
from web.settings import SettingsError, describe_settings, load_settings

DESCRIPTION = """Run the service of Grenswijzer: chat gateway, look-up API, demo page and console on the public port,
Rasa's action webhook and the metrics on the internal one.

  http://HOST:PORT/                   the demo page with the chat
  http://HOST:PORT/adviser            the console of advisers, who have an account (`grenswijzer accounts`)
  http://HOST:PORT/health             whether everything is up, and which versions are in use
  http://HOST:PORT/openapi.json       the API
  http://127.0.0.1:INTERNAL_PORT/metrics

The index must be there (`grenswijzer index build`). Rasa may start before or after; without it the chat answers by
search alone. Ctrl-C or SIGTERM ends the process once turns in flight are answered."""


def main(arguments: list[str] | None = None) -> int:
    """Run the service; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m web",
        description=DESCRIPTION,
        epilog=f"settings, all from the environment:\n{describe_settings()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args(arguments)
    calculate_in_one_thread()
    # Imported late: --help must not wait for the libraries of the search.
    from knowledge.loading import KnowledgeError  # noqa: PLC0415
    from web.logs import configure_logging  # noqa: PLC0415
    from web.serving import CannotListen, run  # noqa: PLC0415

    try:
        settings = load_settings()
        configure_logging(settings.log_format)
        run(settings)
    except (SettingsError, CannotListen, KnowledgeError) as error:
        print(f"grenswijzer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
