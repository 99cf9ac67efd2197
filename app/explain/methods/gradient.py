"""How a little more ink would change the answer."""

from app.explain.case import Case
from app.explain.method import Answer, Method


def attribute(case: Case) -> Answer:
    """dF/dink, (C, *spatial)."""
    return Answer(case.gradients(case.ink)[0])


METHOD = Method(
    id="gradient",
    title="Gradient",
    words="How a little more ink at each place would change the answer.",
    source="Simonyan, Vedaldi, Zisserman 2013, arXiv:1312.6034",
    run=attribute,
    cost=lambda case: 1,
)
