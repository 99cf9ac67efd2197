"""The gradient where there is ink, as much as there is."""

from app.explain.case import Case
from app.explain.method import Answer, Method


def attribute(case: Case) -> Answer:
    """Ink · dF/dink, (C, *spatial); the sum is F(ink) - F(blank) where F is linear."""
    return Answer((case.ink * case.gradients(case.ink))[0])


METHOD = Method(
    id="input-x-gradient",
    title="Input × gradient",
    words="The gradient times the ink: what each pixel adds, if the network were linear.",
    source="Shrikumar et al. 2016, arXiv:1605.01713",
    run=attribute,
    cost=lambda case: 1,
)
