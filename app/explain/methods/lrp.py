"""Relevance propagation with the usual composite: ε dense, γ in convolutions, a box at the ink."""

from app.explain.method import Method
from app.explain.relevance import Composite, box, gamma

METHOD = Method(
    id="lrp",
    title="LRP",
    words="The answer's value, handed back by the usual rules; blank paper has its share.",
    source="Montavon et al. 2019 (Zennit's EpsilonGammaBox, γ = ¼)",
    run=Composite(conv=gamma, first=box).attribute,
    promise="value",
    cost=lambda case: 8,
)
