"""The application factory; there is no application, and no state, at import."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from app import __version__
from app.networks.checkpoints import Checkpoints
from app.resources import resource
from app.serving import memory
from app.serving.catalog import Catalog, load_catalog
from app.serving.dissections import Dissections
from app.serving.engine import Engine
from app.serving.errors import AppError
from app.serving.gallery import Gallery
from app.serving.helpers import Helpers
from app.serving.lab.lab import Lab, open_lab, shared_folder
from app.serving.life import Life
from app.serving.limits import Limits
from app.serving.samples import Samples
from app.serving.service import Service
from app.settings import Settings
from app.telemetry import tracing
from app.telemetry.metrics import Metrics
from app.web import (
    api_v1,
    cards,
    document,
    health,
    huggingface,
    lab,
    lab_page,
    learn,
    live,
    middleware,
    pages,
    practices,
    problems,
    units,
    v2,
)
from app.web import metrics as web_metrics
from app.web.express import EXPRESS, Express
from app.web.keys import Keys
from app.web.metrics import OwnPort, beat
from app.web.origins import Cors, Origins
from app.web.plan import Planner
from app.web.rate import RateLimit
from app.web.reception import RECEPTION, Reception
from app.web.shortcut import Shortcut

log = logging.getLogger("inkling.web")
HELPERS = 2
EXPRESS_LAYERS = {
    Shortcut,
    lab.Preload,
    middleware.Head,
    middleware.Bounds,
    OwnPort,
    middleware.Surroundings,
}
"""Layers that have nothing to add to a plain request; with any other none rides express."""


def create_app(
    settings: Settings | None = None, load: Callable[[], Catalog] | None = None
) -> FastAPI:
    """Make an application.

    Args:
        settings: what the operator chose; by default from the environment.
        load: makes the catalog when the server starts; by default what the settings name.
    """
    settings = settings or Settings()
    limits = Limits.of(settings)
    metrics = Metrics(__version__, (kind.slug for kind in AppError.__subclasses__()))
    load = load or partial(load_catalog, settings.models, settings.networks)
    life = Life()
    app = FastAPI(
        title="Inkling",
        version=__version__,
        lifespan=_lifespan(settings, limits, load, life, metrics),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.life = life
    app.state.has_keys = bool(settings.api_keys)
    app.state.pages = pages.make_pages()
    app.state.course = learn.make_course()
    app.state.sockets = sockets = live.Sockets(limits)
    app.state.metrics = metrics
    metrics.watch("open_sockets", "Live sockets that are open.", lambda: sockets.open)
    people = (pages, practices, learn, units, cards, lab_page)
    for part in (*people, api_v1, v2, huggingface, health, lab, live, web_metrics):
        app.include_router(part.router)
    document.install(app)
    app.mount("/static", pages.make_assets())
    problems.install(app)
    _surround(app, settings, limits, metrics)
    return app


def _surround(app: FastAPI, settings: Settings, limits: Limits, metrics: Metrics) -> None:
    """Add what every request passes; the last one added is the outermost."""
    origins = Origins(settings.allowed_origins)
    app.add_middleware(Shortcut)
    app.add_middleware(lab.Preload)
    app.add_middleware(middleware.Head)
    if settings.api_keys:
        keys = [key.get_secret_value() for key in settings.api_keys]
        app.add_middleware(Keys, keys=keys, https=settings.https)
    if settings.rate_limit:
        app.add_middleware(RateLimit, rate=settings.rate_limit)
    app.add_middleware(
        middleware.Bounds, limits=limits, hosts=settings.allowed_hosts, origins=origins
    )
    if settings.metrics_port:
        app.add_middleware(OwnPort, port=settings.metrics_port)
    if settings.allowed_origins:
        app.add_middleware(Cors, origins=origins)
    app.add_middleware(middleware.Surroundings, metrics=metrics, https=settings.https)
    app.state.traces = tracing.provider()
    if app.state.traces is not None:
        from app.web.tracing import Tracing  # what it needs is an extra

        app.add_middleware(Tracing, provider=app.state.traces)


def _lifespan(
    settings: Settings,
    limits: Limits,
    load: Callable[[], Catalog],
    life: Life,
    metrics: Metrics,
) -> Callable[[FastAPI], AbstractAsyncContextManager[Mapping[str, Any]]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        stack = AsyncExitStack()
        memory.keep()
        catalog = await asyncio.to_thread(load)
        folder = stack.enter_context(shared_folder(settings))
        catalog.lab = app.state.lab = training = open_lab(settings, folder)
        engine = Engine(
            queue_size=settings.queue_size,
            batch_size=settings.batch_size,
            threads=settings.threads,
            deadline=settings.deadline,
            meter=metrics,
        )
        bounds: dict[str, Any] = {"most": settings.queue_size, "deadline": settings.deadline}
        helpers, ablator = Helpers(HELPERS, "helper", **bounds), Helpers(1, "ablator", **bounds)
        models = settings.models or resource("models")
        samples = await asyncio.to_thread(Samples.load, models)
        gallery = Gallery.load(models, samples)
        _watch(metrics, settings, engine, helpers, ablator)
        service = Service(
            catalog,
            limits,
            engine,
            helpers,
            ablator,
            samples,
            gallery,
            Dissections(models),
            checkpoints=Checkpoints(models),
        )
        engine.start()
        complaints = await service.warm_up()
        for name, complaint in complaints.items():
            log.error("Not ready: the network %r %s", name, complaint)
        gc.freeze()  # what is loaded stays: collections, also the one at exit, need not look at it
        memory.give_back()
        memory.let_go_of_code()
        app.state.service = service
        life.begin(complaints)
        _watch_lab(metrics, training)
        beats = [asyncio.create_task(work) for work in (beat(metrics), training.tidied())]
        try:
            yield {
                RECEPTION: _reception(settings, limits, engine, life, metrics),
                EXPRESS: _express(app, settings, service, metrics),
            }
        finally:
            life.leave()
            training.stop()
            for task in beats:
                task.cancel()
            engine.stop()
            helpers.stop()
            ablator.stop()
            if app.state.traces is not None:
                tracing.finish(app.state.traces)
            await stack.aclose()

    return lifespan


def _watch(
    metrics: Metrics, settings: Settings, engine: Engine, helpers: Helpers, ablator: Helpers
) -> None:
    queues = {
        "engine": lambda: engine.waiting,
        "helpers": lambda: helpers.waiting,
        "ablator": lambda: ablator.waiting,
    }
    metrics.watch_each("queue_depth", "Work that waits.", "queue", queues)
    metrics.watch_each(
        "queue_capacity",
        "Work that may wait before more is refused.",
        "queue",
        dict.fromkeys(queues, lambda: settings.queue_size),
    )


def _watch_lab(metrics: Metrics, training: Lab) -> None:
    states = {name: partial(training.count, name == "running") for name in ("running", "waiting")}
    metrics.watch_each("lab_jobs", "Trainings of visitors.", "state", states)


def _reception(
    settings: Settings, limits: Limits, engine: Engine, life: Life, metrics: Metrics
) -> Reception:
    largest = max(limits.image_bytes * 4 // 3, limits.json_bytes, limits.tensor_bytes)
    return Reception(
        head_bytes=limits.header_bytes + limits.url_bytes,
        bytes=4 * largest,  # chunks may be small
        head_seconds=settings.head_timeout,
        body_seconds=settings.body_timeout,
        send_seconds=settings.send_timeout,
        full=lambda: engine.full,
        life=life,
        refused=metrics.turned_away,
    )


def _express(
    app: FastAPI, settings: Settings, service: Service, metrics: Metrics
) -> Express | None:
    """The short way past the layers, where only those stand whose work it does itself."""
    if (
        settings.https
        or settings.access_log
        or not {layer.cls for layer in app.user_middleware} <= EXPRESS_LAYERS
    ):
        return None
    origins = Origins(settings.allowed_origins)
    bounds = middleware.Bounds(app, service.limits, settings.allowed_hosts, origins)
    return Express(Planner(service, bounds), metrics, settings.metrics_port)
