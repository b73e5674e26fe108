"""`recourse serve` and `recourse worker`: the site, and the work that waits."""

import socket

import click

from recourse.faces.cli.house import open_house_to_others

IDLE_SECONDS = 75
LEAVE_SECONDS = 10


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--processes", default=1, show_default=True, help="How many serve side by side.")
def serve(*, host: str, port: int, processes: int) -> None:
    """Serve the site and its API until stopped; put TLS in front of it."""
    need_free_port(host, port)
    open_house_to_others()
    import uvicorn

    from recourse.faces.front import Front
    from recourse.faces.static_files import compress_all

    compress_all()
    uvicorn.run(
        "recourse.config.asgi:application",
        host=host,
        port=port,
        workers=processes,
        http=Front,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LEAVE_SECONDS,
    )


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
def worker(*, once: bool) -> None:
    """Do what waits in the queue, and the daily tasks, until stopped."""
    open_house_to_others()
    from procrastinate.contrib.django import app
    from procrastinate.jobs import DeleteJobCondition

    at_work = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    at_work.run_worker(
        wait=not once,
        listen_notify=not once,
        install_signal_handlers=True,
        delete_jobs=DeleteJobCondition.SUCCESSFUL,
    )


def need_free_port(host: str, port: int) -> None:
    """End with one clear line if something else listens there.

    Raises:
        click.ClickException: The port is taken, or may not be used.

    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} cannot be used ({(error.strerror or 'taken').lower()});"
                f" choose another, such as PORT={port + 1} or --port {port + 1}."
            ) from error
