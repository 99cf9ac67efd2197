"""Relevance propagation by what speaks for: z⁺ in convolutions, epsilon in dense layers."""

from app.explain.method import Method
from app.explain.relevance import Composite, plus

METHOD = Method(
    id="lrp-plus",
    title="LRP-z⁺",
    words="Like LRP-ε, but in convolutions only what adds to a number has a share: smooth.",
    source="Montavon et al. 2017, arXiv:1512.02479 (Zennit's EpsilonPlus)",
    run=Composite(conv=plus).attribute,
    promise="value",
    cost=lambda case: 8,
)
