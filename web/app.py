"""The public app: chat gateway, look-up API, demo page, adviser console, health."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from web import __version__, problems
from web.console import changes as console_changes
from web.console import citing, reporting, signing_in
from web.console import look_up as console_look_up
from web.console.editors import files as editors_files
from web.console.editors import pages as editors_pages
from web.console.editors.clusters import QuestionClusters
from web.console.gate import Gate
from web.console.pages import CONSOLE, refusal
from web.console.paths import STATIC, is_below, is_console
from web.middleware import PLAIN, Admission, Recorder, SecurityHeaders
from web.pages.rendering import PAGES
from web.problems import Problem
from web.reference import document
from web.routes import api_page, changes, chat, contacts, demo, health, look_up, plain, records, webmaster, widget
from web.services import Services

#: So long may a browser remember what an origin is allowed, in seconds.
CORS_MAX_AGE_S = 600


class PublishedFiles(StaticFiles):
    """Files of one version: pages of other origins may use them, and browsers keep them for good."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return the file with the headers of what never changes."""
        response = super().file_response(*args, **kwargs)
        response.headers.update({"Cache-Control": "public, max-age=31536000, immutable", **widget.SHARED})
        return response


def create_api(services: Services) -> FastAPI:
    """Return the app with its routes, without what surrounds it."""
    app = FastAPI(
        title="Grenswijzer",
        version=__version__,
        description=document.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=document.operation_id,
    )
    app.openapi = document.describe(app)  # type: ignore[method-assign]
    app.state.services = services
    app.state.clusters = QuestionClusters(services.assistant, services.keeper.questions)
    problems.install(app, _explain)
    for module in (
        chat,
        look_up,
        changes,
        contacts,
        health,
        demo,
        plain,
        records,
        widget,
        api_page,
        webmaster,
        signing_in,
        console_look_up,
        editors_pages,
        editors_files,
        citing,
        console_changes,
        reporting,
    ):
        app.include_router(module.router)
    app.mount("/pages", StaticFiles(directory=PAGES / "static"), name="pages")
    app.mount("/demo", StaticFiles(directory=demo.DEMO / "static"), name="demo")
    app.mount(widget.assets(), PublishedFiles(directory=widget.STATIC), name="widget")
    app.mount(STATIC, StaticFiles(directory=CONSOLE / "static"), name="console")
    return app


def _explain(scope: Scope, problem: Problem) -> Response:
    """Explain a refusal to a program as problem+json, and to somebody without JavaScript as a page."""
    if is_console(scope["path"]) and not is_below(scope["path"], STATIC):
        return refusal(Request(scope), problem)
    return plain.problem_page(scope, problem) if scope["path"].startswith(PLAIN) else problem.response()


def create_public_app(services: Services) -> ASGIApp:
    """Return the app of the public listener."""
    settings = services.settings
    app: ASGIApp = Admission(Gate(create_api(services), services), services, _explain)
    app = CORSMiddleware(
        app,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After"],
        max_age=CORS_MAX_AGE_S,
    )
    return Recorder(SecurityHeaders(app, settings.allowed_origins), services.metrics)
