"""A layer's maps, each weighted by its mean gradient."""

from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.placing import enlarge, map_layer, without_maps


def attribute(case: Case) -> Answer:
    """Σ_c mean(dF/dA_c) · A_c, signed (the paper's ReLU would hide what speaks against).

    Raises:
        UnsupportedMethodError: the layer has no maps.
    """
    layer = map_layer(case.network, case.budget.layer, case.question.layer)
    maps, gradient = case.outputs[layer][0], case.gradient_at(layer)[0]  # (C, *cells)
    weights = gradient.flatten(1).mean(1)  # (C,)
    cam = (weights.view(-1, *(1,) * (maps.dim() - 1)) * maps).sum(0)  # (*cells)
    attribution = enlarge(case.network, layer, cam).expand(case.ink.shape[1:])
    return Answer(attribution / case.ink.shape[1], layer, cam, weights)


METHOD = Method(
    id="grad-cam",
    title="Grad-CAM",
    words="A layer's maps, each weighted by how much the answer depends on it: coarse.",
    source="Selvaraju et al. 2016, arXiv:1610.02391",
    run=attribute,
    refusal=lambda case: without_maps(case.network, case.budget.layer, case.question.layer),
    cost=lambda case: 2,
)
