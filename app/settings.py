"""What an operator may set, by `INKLING_*` environment variables or command-line flags."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

Count = Annotated[int, Field(ge=1)]
LISTS = ("allowed_hosts", "allowed_origins", "api_keys", "trusted_proxies")


def _check_key(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    if len(text) < 16 or not (text.isascii() and text.isprintable()) or " " in text:
        raise PydanticCustomError("key", "a key has at least 16 printable characters, no space")
    return key


Key = Annotated[SecretStr, AfterValidator(_check_key)]


class OwnNetwork(BaseModel):
    """A network of the operator's own, to be served beside the shipped ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    spec: str = Field(description="A .pt2 file, or package.module:factory.")
    weights: Path | None = Field(None, description="Safetensors file with the factory's weights.")
    labels: tuple[str, ...] | None = Field(None, description="Names of the classes, in order.")
    input: tuple[int, int, int] | None = Field(None, description="Channels, height, width.")
    mean: float = Field(0.0, description="Subtracted from the ink, which is 0 to 1.")
    std: float = Field(1.0, gt=0, description="Divides the ink after that.")


class Settings(BaseSettings):
    """Every setting of the server; `Settings()` reads the environment."""

    model_config = SettingsConfigDict(env_prefix="INKLING_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: Count = Field(1, description="Worker processes.")
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        "warning", description="Least severe message that is logged."
    )
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="How log lines are written; auto: text on a terminal, else JSON."
    )
    access_log: bool = Field(False, description="Log one line for each request.")
    metrics_port: int = Field(
        0, ge=0, le=65535, description="Port for `/metrics` alone; 0: on the server's own port."
    )
    models: Path | None = Field(
        None, description="Folder with the networks' weights; unset: those of the installation."
    )
    networks: tuple[OwnNetwork, ...] = Field(
        (), description="Networks of your own, a JSON list; `inkling serve --network` fills it."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Host names that are answered, by comma; empty: any."
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins, by comma, whose pages may use API and socket; *: any."
    )
    api_keys: Annotated[tuple[Key, ...], NoDecode] = Field(
        (), description="Keys, by comma, one of which every client has to send; empty: none."
    )
    https: bool = Field(
        False, description="The site is reached by HTTPS only: browsers are told to keep to it."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Proxies, by comma, that say who the client is (X-Forwarded-For)."
    )
    threads: Count = Field(1, description="Threads that one forward pass may use.")
    queue_size: Count = Field(256, description="Requests that may wait for the engine.")
    batch_size: Count = Field(
        32,
        description="Waiting requests that one forward pass answers; "
        "four times as many predictions when it has to catch up.",
    )
    deadline: float = Field(10.0, gt=0, description="Seconds after which a request is given up.")
    head_timeout: float = Field(
        5.0, gt=0, description="Seconds in which a request's headers have to come."
    )
    body_timeout: float = Field(
        10.0, gt=0, description="Seconds in which its body has to come, or 16 KiB a second."
    )
    send_timeout: float = Field(
        30.0, gt=0, description="Seconds for which a client may read nothing of its answer."
    )
    rate_limit: float = Field(
        0.0, ge=0, description="POST requests a second that one client address may send; 0: any."
    )
    drain_pause: float = Field(
        0.0, ge=0, description="Seconds to go on, not ready, when asked to stop."
    )
    shutdown_timeout: Count = Field(5, description="Seconds to finish requests when stopping.")
    keep_alive: Count = Field(75, description="Seconds that an idle connection is kept.")
    lab: bool = Field(True, description="Whether visitors may train networks of their own.")
    lab_jobs: Count = Field(2, description="Trainings at once, of all workers together.")
    lab_jobs_per_client: Count = Field(
        1, description="Trainings at once of one client address; others of it wait."
    )
    lab_waiting: Count = Field(16, description="Trainings that may wait for their turn.")
    lab_seconds: float = Field(
        900.0, gt=0, description="Processor seconds that one training may take."
    )
    lab_idle: float = Field(
        600.0, gt=0, description="Seconds after which a paused training that hears nothing ends."
    )
    lab_memory: int = Field(
        1 << 30, ge=1 << 29, description="Bytes that the process of a training may have."
    )
    lab_parameters: Count = Field(1_000_000, description="Weights of a network that is trained.")
    lab_connections: Count = Field(
        20_000_000, description="Connections of a network that is trained."
    )
    lab_networks: Count = Field(64, description="Networks that are kept for their visitors.")
    lab_bytes: Count = Field(256 << 20, description="Bytes of all networks that are kept.")
    lab_expiry: float = Field(14_400.0, gt=0, description="Seconds for which they are kept.")
    lab_folder: Path | None = Field(
        None, description="Folder for them, shared by all workers; unset: one that ends with us."
    )
    max_json_bytes: Count = Field(1 << 20, description="Size of a JSON body.")
    max_image_bytes: Count = Field(4 << 20, description="Size of a picture.")
    max_image_pixels: Count = Field(4_194_304, description="Pixels of a picture.")
    max_tensor_bytes: Count = Field(
        4 << 20, description="Size of an Open Inference Protocol request, packed and unpacked."
    )
    max_strokes: Count = Field(200, description="Strokes of one ink.")
    max_points: Count = Field(20_000, description="Points of one ink.")
    max_batch: Count = Field(64, description="Images of one request.")
    max_ablations: Count = Field(
        4_096, description="Channels that one request switches off, or patches."
    )
    max_explained: Count = Field(20_000, description="Images that one explanation computes.")
    max_trials: Count = Field(6_000, description="Changed drawings that one nudge tries.")
    max_dial_steps: Count = Field(65, description="Values of one dial of the stress test.")
    max_dropout_samples: Count = Field(256, description="Dropout samples of one request.")
    max_header_bytes: Count = Field(32 << 10, description="Size of a request's headers.")
    max_header_fields: Count = Field(100, description="Number of a request's headers.")
    max_url_bytes: Count = Field(8 << 10, description="Length of a URL.")
    max_message_bytes: Count = Field(64 << 10, description="Size of one socket message.")
    max_sockets_per_client: Count = Field(8, description="Open sockets of one client address.")
    max_sockets: Count = Field(1_000, description="Open sockets of all clients.")

    @field_validator(*LISTS, mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @classmethod
    def read(cls, **chosen: Any) -> Self:
        """Return the environment's settings with the chosen ones above them.

        Raises:
            ValueError: one of them is wrong; one sentence says which.
        """
        try:
            return cls(**chosen)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            raise ValueError(f"The setting {name}: {first['msg']}.") from None
        except SettingsError:
            raise ValueError("The setting networks: INKLING_NETWORKS should be JSON.") from None

    def environment(self) -> dict[str, str]:
        """Return the variables that make another process read these very settings."""
        data = self.model_dump(mode="json", exclude_none=True)
        data["networks"] = json.dumps(data["networks"])
        data["api_keys"] = [key.get_secret_value() for key in self.api_keys]
        for name in LISTS:
            data[name] = ",".join(data[name])
        return {f"INKLING_{name.upper()}": str(value) for name, value in data.items()}
