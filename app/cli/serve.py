"""`inkling serve`: one or more uvicorn processes behind one port."""

import argparse
import io
import ipaddress
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn

from app.cli.workers import Workers
from app.serving import memory
from app.serving.catalog import Catalog, load_catalog
from app.serving.lab.lab import shared_folder
from app.settings import Settings
from app.telemetry import logs
from app.telemetry.metrics import FOLDER
from app.web.application import create_app
from app.web.server import DrainingServer

FACTORY = "app.web.application:create_app"
PROTOCOL = "app.web.express:ExpressProtocol"
SOCKET_PROTOCOL = "app.web.socket_protocol:BoundedSocket"
LOCAL = ("localhost", "127.0.0.1", "[::1]")
SPARE = 16
"""A socket message up to this many times its limit is refused in words; a longer one by closing."""


def serve(options: argparse.Namespace) -> int:
    """Serve until a signal ends it."""
    memory.keep()
    sys.path.insert(0, str(Path.cwd()))  # package.module:factory is looked for here
    settings = settings_of(options)
    _allow_files()
    with bind(settings.host, settings.port) as listener, metrics_listener(settings) as other:
        listeners = [listener, *([other] if other else [])]
        announce = partial(_announce, address(listener), options.open)
        # With workers, too: a mistake is found here once, not in each of them again and again.
        catalog = load_catalog(settings.models, settings.networks)
        if settings.workers > 1:
            del catalog  # each of them has its own
            with shared_figures(), shared_folder(settings) as folder:
                shared = settings.model_copy(update={"lab_folder": folder})
                return _serve_many(shared, listeners, announce)
        return _serve_one(settings, catalog, listeners, announce)


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the environment's settings with the command line's above them.

    Raises:
        ValueError: one of them is out of range; says which.
    """
    names = ("host", "port", "workers", "log_level")
    chosen: dict[str, Any] = {
        name: value for name in names if (value := getattr(options, name)) is not None
    }
    if options.own:
        if any("spec" not in own for own in options.own):
            raise ValueError("--weights, --labels, --input, --mean and --std need a --network.")
        chosen["networks"] = options.own
    settings = Settings.read(**chosen)
    if not settings.allowed_hosts and _is_loopback(settings.host):
        # A page of another site cannot talk to us through a name that it points at this machine.
        settings = settings.model_copy(update={"allowed_hosts": (*LOCAL, settings.host)})
    return settings


def _allow_files() -> None:
    """Let the process open as many files, and so connections, as the system lets it."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str, port: int) -> socket.socket:
    """Open the listening socket.

    Raises:
        ValueError: the address is not ours, or taken.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        reason = (error.strerror or "no such address").lower()
        raise ValueError(f"Cannot listen on {host}, port {port}: {reason}.") from None
    listener.set_inheritable(True)
    return listener


def metrics_listener(settings: Settings) -> AbstractContextManager[socket.socket | None]:
    """Open the socket that only `/metrics` is at, when there is to be one."""
    return bind(settings.host, settings.metrics_port) if settings.metrics_port else nullcontext()


@contextmanager
def shared_figures() -> Iterator[None]:
    """Give workers a folder in which each finds the others' figures; an operator may name one."""
    if os.environ.get(FOLDER):
        yield
        return
    with TemporaryDirectory(prefix="inkling-", ignore_cleanup_errors=True) as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def address(listener: socket.socket) -> str:
    """Return the URL at which this machine finds the page."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """Return how uvicorn is to run, in one process or in each of many."""
    return {
        "http": PROTOCOL,
        "ws": SOCKET_PROTOCOL,
        "workers": settings.workers,
        "log_level": settings.log_level,
        "log_config": logs.configuration(
            settings.log_level, settings.log_format, settings.access_log
        ),
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "lifespan": "on",
        "timeout_keep_alive": settings.keep_alive,
        "timeout_graceful_shutdown": settings.shutdown_timeout,
        "ws_max_size": settings.max_message_bytes * SPARE,
        "ws_per_message_deflate": False,
    }


def _announce(url: str, open_page: bool) -> None:
    try:
        print(f"Inkling is at {url} (Ctrl-C stops it).", flush=True)
    except OSError:  # a full disk, or nobody reads: the address is no reason not to serve
        sys.stdout = io.StringIO()  # what is left in the old one would spoil the end, too
    if open_page:
        webbrowser.open(url)


def _serve_one(
    settings: Settings, catalog: Catalog, listeners: list[socket.socket], announce: Any
) -> int:
    # uvicorn raises a signal again when it has stopped in good order; it has done its work then.
    signal.signal(signal.SIGTERM, lambda *_: None)
    config = uvicorn.Config(create_app(settings, lambda: catalog), **uvicorn_options(settings))
    server = DrainingServer(config, settings.drain_pause, announce)
    with suppress(KeyboardInterrupt):
        server.run(listeners)
    return 0 if server.started else 1


def _serve_many(settings: Settings, listeners: list[socket.socket], announce: Any) -> int:
    os.environ.update(settings.environment())
    config = uvicorn.Config(FACTORY, factory=True, **uvicorn_options(settings))
    announce()
    memory.give_back()
    memory.let_go_of_code()
    workers = Workers(config, listeners)
    workers.run()
    return 1 if workers.failed else 0
