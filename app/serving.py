"""Run the server: uvicorn with the settings that suit read-only answers."""

import uvicorn

from app.main import create_app
from app.settings import Settings


def run(chosen: Settings, host: str, port: int) -> None:
    """Serve until told to stop."""
    uvicorn.run(
        create_app(chosen),
        host=host,
        port=port,
        loop="auto",
        http="httptools",
        log_level=chosen.log_level,
        server_header=False,
        date_header=True,
    )
