"""The REST interface, version 1; one router of each file, all named here."""

from fastapi import APIRouter, Depends

from app.web.api_v1 import (
    ask,
    change,
    checkpoints,
    explain,
    filters,
    gallery,
    interplay,
    lab,
    networks,
    patch,
    server,
    trust,
    units,
)
from app.web.requests import single_parameters

PARTS = (
    networks,
    filters,
    checkpoints,
    ask,
    interplay,
    patch,
    explain,
    change,
    trust,
    units,
    gallery,
    lab,
    server,
)

router = APIRouter(prefix="/api/v1", dependencies=[Depends(single_parameters)])
for part in PARTS:
    router.include_router(part.router)
