"""The Open Inference Protocol, version 2, as Triton, KServe and their clients speak it."""

from app.web.v2.routes import router

__all__ = ["router"]
