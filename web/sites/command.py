"""`grenswijzer sites`: the sites of `site.yml`, and the links with which their web masters see figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.editors.common import end
from knowledge.loading import KnowledgeError
from knowledge.own_site import OwnSite

ROOT = Path(__file__).parents[2]

app = typer.Typer(
    no_args_is_help=True,
    help="The sites that the `site.yml` of your local folders (GRENSWIJZER_LOCAL) names, and what web masters need.",
    epilog="Begin with: grenswijzer sites list",
)


def _sites() -> OwnSite:
    try:
        return OwnSite.load()
    except KnowledgeError as error:
        raise end(str(error)) from error


@app.command("list", epilog="Example: grenswijzer sites list")
def list_() -> None:
    """Show every site with the origins that may show its chat."""
    from web.routes.widget import themes

    sites = _sites().sites
    if not sites:
        typer.echo("No site.yml names a site yet: docs/editing.md shows how.")
    for name, options in sites.items():
        typer.echo(f"{name}  {', '.join(options.origins) or 'no origins of its own'}")
        if options.theme and options.theme not in themes():
            typer.echo(f"  there is no theme {options.theme}: {', '.join(sorted(themes()))}", err=True)


@app.command(epilog="Example: grenswijzer sites key alfa-college --server https://grenswijzer.school.example")
def key(
    site: Annotated[str, typer.Argument(help="The name of the site, as `site.yml` and `data-school` write it.")],
    server: Annotated[str, typer.Option(help="Address of this service, as browsers reach it.")] = "",
) -> None:
    """Print the link with which the web master of a site sees its figures; it ends after a year."""
    from urllib.parse import quote

    from web.settings import SettingsError, load_settings
    from web.sites.keys import SiteKeys

    if site.casefold() not in _sites().names:
        raise end(f"No site.yml names {site}: `grenswijzer sites list` shows those that are known.")
    try:
        settings = load_settings()
    except SettingsError as error:
        raise end(str(error)) from error
    secret = (
        settings.secret_key.get_secret_value() if "secret_key" in settings.model_fields_set else _kept(settings.state)
    )
    signed = SiteKeys(secret).key(site)
    address = server.rstrip("/") or f"http://{settings.host}:{settings.port}"
    typer.echo(f"{address}/webmaster?school={quote(site, safe='')}&key={signed}#figures")


def _kept(state: Path) -> str:
    """Return the secret key that `make run` keeps in the folder `state`."""
    path = ROOT / state / "secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        way = "start the service once with `make run`, or set GRENSWIJZER_SECRET_KEY as the service has it"
        raise end(f"{path} cannot be read: {way}.") from error
