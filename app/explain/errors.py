"""What can be wrong with a question; every message is a sentence that says what there is."""

from app.cnn.errors import FieldError


class QuestionError(FieldError):
    """A question that the network cannot be asked; `loc` names the field."""


class UnsupportedMethodError(FieldError):
    """A method that cannot answer this question about this network."""
