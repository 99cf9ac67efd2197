"""The methods: one file each, one line each; in the order in which the page shows them."""

from collections.abc import Mapping

from app.explain.method import Method
from app.explain.methods import (
    ablation,
    deeplift,
    gradcam,
    gradient,
    guided,
    input_times_gradient,
    integrated,
    lrp,
    lrp_epsilon,
    lrp_plus,
    occlusion,
    shapley,
    smooth,
)

METHODS: Mapping[str, Method] = {
    module.METHOD.id: module.METHOD
    for module in (
        shapley,
        integrated,
        occlusion,
        lrp,
        deeplift,
        lrp_plus,
        lrp_epsilon,
        ablation,
        gradcam,
        smooth,
        guided,
        input_times_gradient,
        gradient,
    )
}
