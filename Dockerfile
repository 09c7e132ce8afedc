# One image with everything inside: code, weights, page. It needs no network once built.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
# torch and torchvision must come from one index, or they do not fit each other.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /mixscope
COPY pyproject.toml constraints.txt README.md ./
RUN /venv/bin/python -m pip install -q -c constraints.txt torch torchvision --index-url ${TORCH_INDEX}
RUN /venv/bin/python -m pip install -q -c constraints.txt .

# The same with Ray Serve, for docs/scale.md alone: docker build --target cluster -t mixscope-cluster .
FROM build AS build-cluster
RUN /venv/bin/python -m pip install -q -c constraints.txt ".[cluster]"

FROM ${PYTHON_IMAGE} AS whole
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin mixscope
COPY --from=build /venv /venv
WORKDIR /mixscope
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 MIXSCOPE_ALLOWED_HOSTS=localhost,ip MIXSCOPE_BROWSER=0 \
    OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE HF_HUB_OFFLINE=1
# Pretrained models inside the image: docker build --build-arg MODELS="resnet18 vit_tiny_patch16_224" (or all).
ARG MODELS=""
ENV MIXSCOPE_MODELS_DIR=/models
RUN mkdir /models && if [ -n "$MODELS" ]; then HF_HUB_OFFLINE=0 python -m app.catalog.hub.fetch $MODELS; fi && chown -R mixscope /models
# Smoke run: every model that is inside loads, checked, and answers; the compiled forms that it makes stay in the image.
ENV MIXSCOPE_COMPILED_DIR=/compiled
RUN python -m app.smoke
USER 10001
EXPOSE 8000

FROM whole AS cluster
USER root
COPY --from=build-cluster /venv /venv
# KubeRay calls `ray start` and keeps its files under the user's home and /tmp.
ENV HOME=/home/mixscope PYTHONPATH=/mixscope MIXSCOPE_ENGINE=ray RAY_SERVE_ENABLE_HA_PROXY=1 RAY_USAGE_STATS_ENABLED=0
RUN mkdir -p /home/mixscope && chown mixscope /home/mixscope
USER 10001
CMD ["python", "-m", "app"]

# The last stage is the one that is built without --target: no Ray in it.
FROM whole
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=4)"]
CMD ["python", "-m", "app"]
