"""The REST interface, version 1; one router of each file, all named here."""

from fastapi import APIRouter, Depends

from app.web.api_v1 import ask, change, explain, filters, gallery, networks, server, trust, units
from app.web.requests import single_parameters

router = APIRouter(prefix="/api/v1", dependencies=[Depends(single_parameters)])
for part in (networks, filters, ask, explain, change, trust, units, gallery, server):
    router.include_router(part.router)
