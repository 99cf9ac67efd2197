"""Inkling on Ray Serve: the same application factory, on as many machines as the cluster has.

`serve run --app-dir deploy/ray inkling_on_ray:app`, or `serve deploy deploy/ray/config.yaml`.
Every replica reads the INKLING_… settings of its own environment.
"""

from ray import serve

from app.web.application import create_app


@serve.deployment(
    max_ongoing_requests=256,
    max_queued_requests=256,
    graceful_shutdown_timeout_s=8,
    health_check_period_s=5,
    health_check_timeout_s=10,
    ray_actor_options={"num_cpus": 1},
    autoscaling_config={
        "min_replicas": 1,
        "max_replicas": 8,
        "target_ongoing_requests": 32,
        "upscale_delay_s": 5,
        "downscale_delay_s": 60,
    },
)
@serve.ingress(create_app)
class Inkling:
    """One replica: one process with one inference thread."""


app = Inkling.bind()
