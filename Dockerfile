# syntax=docker/dockerfile:1
# Two stages: the first installs into a virtual environment, the second holds only that.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
# Where PyTorch has its CPU builds; an address that cannot be reached is passed over.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_DEPS=1
RUN python -m venv /opt/inkling && python -m venv /opt/build
ENV PATH=/opt/inkling/bin:$PATH
WORKDIR /src
# Every package has its version and hash in deploy/locks; pip takes no other file.
# torch first, in a layer of its own: it is nine tenths of the image and changes least.
COPY deploy/locks/torch.txt deploy/locks/
RUN pip install --require-hashes --retries 2 --extra-index-url "$TORCH_INDEX" -r deploy/locks/torch.txt \
 && cd /opt/inkling/lib/python*/site-packages \
 && rm -rf torch/include torch/share torch/test torch/lib/*.a && find torch/bin -type f ! -name torch_shm_manager -delete
COPY deploy/locks deploy/locks
RUN pip install --require-hashes -r deploy/locks/server.txt \
 && /opt/build/bin/pip install --require-hashes -r deploy/locks/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY static static
COPY templates templates
COPY models models
RUN /opt/build/bin/hatchling build -t wheel && pip install dist/*.whl && pip check && pip uninstall -y pip

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
