"""Image classification as Hugging Face's clients ask for it: picture in, labels and scores out."""

from typing import Annotated, Any, Literal

import torch
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.ink.decode import is_picture
from app.networks.store import Model
from app.serving import answers, inputs, media, strict_json
from app.serving.bodies import Whole
from app.serving.engine import Outcome, Prepared
from app.serving.errors import UnsupportedMediaTypeError
from app.serving.limits import Limits
from app.serving.multipart import file_part
from app.serving.service import prepared
from app.serving.validate import validate
from app.web.openapi import foreign, takes_picture
from app.web.requests import ServiceDep, presence_of, read_body, spans_of
from app.web.responses import NO_STORE, json_answer

router = APIRouter(prefix="/models", tags=["hugging face"])

Scale = Literal["softmax", "sigmoid", "none"]
BASE64 = 4 / 3


class Part(BaseModel):
    """An object of a request; unknown members are left alone."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Parameters(Part):
    """How many labels, and what their scores are."""

    top_k: Annotated[Whole, Field(ge=1, le=1 << 31)] | None = None
    function_to_apply: Scale | None = None


class Body(Part):
    """The JSON form of a request."""

    inputs: str
    parameters: Parameters | None = None


class Label(BaseModel):
    """A class and its score, as the OpenAPI document describes it."""

    label: str
    score: float


REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["inputs"],
    "properties": {
        "inputs": {"type": "string", "format": "byte", "description": "A picture in base64."},
        "parameters": {
            "type": ["object", "null"],
            "properties": {
                "top_k": {"type": ["integer", "null"], "minimum": 1, "maximum": 1 << 31},
                "function_to_apply": {"enum": ["softmax", "sigmoid", "none", None]},
            },
        },
    },
}


@router.post(
    "/{id}",
    operation_id="classifyImage",
    **foreign("Classify a picture", list[Label], 404, 413, 415, 429, 503, 504),
    openapi_extra=takes_picture(REQUEST),
)
async def classify(id: str, request: Request, service: ServiceDep) -> Response:
    """Tell the likeliest classes of a picture, best first."""
    model = service.catalog.get(id)
    body = await read_body(request, int(service.limits.image_bytes * BASE64) + 4096)
    kind = request.headers.get("content-type", "")
    question = Question(model, body, kind, service.limits)
    found = await service.compute(
        model,
        question.prepare,
        question.finish,
        heavy=True,
        client=presence_of(request),
        spans=spans_of(request),
    )
    return json_answer(found, NO_STORE)


class Question:
    """One picture: read by a helper, answered on the engine's thread."""

    def __init__(self, model: Model, body: bytes, content_type: str, limits: Limits) -> None:
        self._model = model
        self._body = body
        self._content_type = content_type
        self._limits = limits
        self._parameters = Parameters()

    def prepare(self) -> Prepared:
        """Read the picture."""
        drawing = inputs.read(self._picture(), "", inputs.Options(), self._limits)
        return prepared(self._model, drawing)

    def _picture(self) -> bytes:
        kind = media.declared(self._content_type) or media.sniffed(self._body)
        if kind == "multipart":
            return file_part(self._body, self._content_type, self._limits)
        if kind == "picture":
            return self._body
        body = validate(Body, strict_json.loads(self._body))
        self._parameters = body.parameters or self._parameters
        picture = inputs.decode_base64(body.inputs)
        if not is_picture(picture):
            raise UnsupportedMediaTypeError("Send a PNG, JPEG or WebP picture in base64.")
        return picture

    def finish(self, outcome: Outcome) -> bytes:
        """Write the labels, best first."""
        parameters = self._parameters
        scale = parameters.function_to_apply or "softmax"
        return answers.to_json(likeliest(self._model, outcome, parameters.top_k or TOP, scale))


def likeliest(
    model: Model, outcome: Outcome, most: int, scale: Scale = "softmax"
) -> list[dict[str, Any]]:
    """Return the classes with the highest scores, best first."""
    scores = SCORES[scale](outcome)
    found = scores.topk(min(most, len(scores)))
    return [
        {"label": model.classes[index], "score": score}
        for score, index in zip(*(part.tolist() for part in found), strict=True)
    ]


TOP = 5
SCORES = {
    "softmax": lambda outcome: outcome.probabilities[0],
    "sigmoid": lambda outcome: torch.sigmoid(outcome.logits[0]),
    "none": lambda outcome: outcome.logits[0],
}
