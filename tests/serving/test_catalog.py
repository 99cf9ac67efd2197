import pytest

from app.networks.store import Model
from app.serving.catalog import Catalog, anatomy, layer_of, summary
from app.serving.errors import LayerNotFoundError, NetworkNotFoundError


def test_the_shipped_networks_are_found() -> None:
    from app.serving.catalog import load_catalog

    assert load_catalog(None, ()).ids() == ["crash-course", "lenet-5", "vgg-mini", "mlp"]


def test_unknown_names_get_a_suggestion(model: Model) -> None:
    with pytest.raises(NetworkNotFoundError, match="Did you mean 'crash-course'"):
        Catalog([model]).get("crash_course")
    with pytest.raises(LayerNotFoundError, match="Did you mean 'conv'"):
        layer_of(model, "conv1")


def test_strange_names_are_not_repeated(model: Model) -> None:
    for name in ("../../etc/passwd\n", "x" * 999, "\u202e", "<script>\x00"):
        with pytest.raises(NetworkNotFoundError) as caught:
            Catalog([model]).get(name)
        assert name not in caught.value.detail


def test_the_anatomy_sums_up(model: Model) -> None:
    found = anatomy(model)
    assert found["parameters"] == sum(layer["parameters"] for layer in found["layers"])
    assert found["connections"] == sum(layer["connections"] for layer in found["layers"])
    assert [layer["name"] for layer in found["layers"]] == list(model.network.names)
    assert summary(model)["input"] == {"channels": 1, "height": 32, "width": 32}


def test_an_empty_catalog_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="inkling train"):
        Catalog([])
