"""Article Facts: what a news article says, each fact with the place it comes from."""

from pydantic import BaseModel, ConfigDict

__version__ = "0.1.0"

# Most shapes, and FastAPI's own are among them, only document: each is built when it is first used.
BaseModel.model_config = ConfigDict(defer_build=True)
