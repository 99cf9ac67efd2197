# syntax=docker/dockerfile:1
# Two stages: the first installs into a virtual environment, the second holds only that.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
# Where PyTorch's CPU builds are (its website's "Get started" names the address); where pip's own
# index has none, the default build brings gigabytes of CUDA that nothing here uses.
ARG TORCH_INDEX=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/inkling
ENV PATH=/opt/inkling/bin:$PATH
# torch first, in a layer of its own: it is nine tenths of the image and changes least.
RUN pip install --retries 2 ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} "torch>=2.10,<2.14" numpy \
 && cd /opt/inkling/lib/python*/site-packages \
 && rm -rf torch/include torch/share torch/test torch/lib/*.a && find torch/bin -type f ! -name torch_shm_manager -delete
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY static static
COPY templates templates
COPY models models
RUN pip install . && pip uninstall -y pip

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="inkling" \
      org.opencontainers.image.description="Draw a digit; see a network think." \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/inkling /opt/inkling
ENV PATH=/opt/inkling/bin:$PATH PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 INKLING_HOST=0.0.0.0
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["inkling"]
CMD ["serve", "--no-open"]
