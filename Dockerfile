# syntax=docker/dockerfile:1
# Four layers, by how seldom they change: the base, the packages, the application, and the bytecode of what is used.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS packages
# Where PyTorch has its CPU builds; an address that cannot be reached is passed over.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_DEPS=1 PIP_NO_COMPILE=1 PYTHONDONTWRITEBYTECODE=1
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/inkling && python -m venv /opt/build
ENV PATH=/opt/inkling/bin:$PATH
WORKDIR /src
# Every package has its version and hash in deploy/locks; pip takes no other file.
COPY deploy/locks/torch.txt deploy/locks/
RUN pip install --require-hashes --retries 2 --extra-index-url "$TORCH_INDEX" -r deploy/locks/torch.txt
COPY deploy/locks deploy/locks
RUN pip install --require-hashes -r deploy/locks/server.txt \
 && /opt/build/bin/pip install --require-hashes -r deploy/locks/build.txt \
 && pip check && pip uninstall -y pip setuptools
COPY deploy/image/trim deploy/image/
# The application comes in a place, and a layer, of its own.
RUN for place in /opt/inkling/lib/python*/site-packages; do \
      deploy/image/trim "$place" && echo "/opt/app/${place#/opt/inkling/}" > "$place/app.pth"; done

FROM packages AS application
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY static static
COPY templates templates
COPY models models
RUN export PIP_PREFIX=/opt/app PIP_PYTHON=/opt/inkling/bin/python \
 && /opt/build/bin/hatchling build -t wheel && /opt/build/bin/pip install dist/*.whl
# The server is started and used once: what it imports gets its bytecode, and what does not work ends the build.
COPY deploy/image/warm.py deploy/image/
ENV PATH=/opt/app/bin:$PATH OMP_NUM_THREADS=1 PYTHONPYCACHEPREFIX=/opt/bytecode
RUN PYTHONDONTWRITEBYTECODE= python deploy/image/warm.py

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="inkling" \
      org.opencontainers.image.description="Draw a digit; see a network think." \
      org.opencontainers.image.licenses="Apache-2.0"
RUN rm -rf /usr/local/lib/python*/site-packages/* /usr/local/lib/python*/ensurepip /usr/local/bin/pip*
COPY --from=packages /opt/inkling /opt/inkling
COPY --from=application /opt/app /opt/app
COPY --from=application /opt/bytecode /opt/bytecode
ENV PATH=/opt/app/bin:/opt/inkling/bin:$PATH PYTHONPYCACHEPREFIX=/opt/bytecode \
    PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 INKLING_HOST=0.0.0.0
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["inkling"]
CMD ["serve", "--no-open"]
