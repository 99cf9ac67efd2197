"""Relevance propagation with the epsilon rule in every layer."""

from app.explain.method import Method
from app.explain.relevance import Composite

METHOD = Method(
    id="lrp-epsilon",
    title="LRP-ε",
    words="The answer's value, handed back through all layers in proportion to what was added.",
    source="Bach et al. 2015, doi:10.1371/journal.pone.0130140",
    run=Composite().attribute,
    promise="value",
    cost=lambda case: 8,
)
