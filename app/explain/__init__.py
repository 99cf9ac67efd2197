"""Why: which ink cells speak for a number of the network, and how far to trust the answer."""

from app.explain.case import Budget, Case, case_of
from app.explain.errors import QuestionError, UnsupportedMethodError
from app.explain.method import Answer, Method
from app.explain.methods import METHODS
from app.explain.question import Question, about_class, about_unit

__all__ = [
    "METHODS",
    "Answer",
    "Budget",
    "Case",
    "Method",
    "Question",
    "QuestionError",
    "UnsupportedMethodError",
    "about_class",
    "about_unit",
    "case_of",
]
