# The commands of the README. Everything lives in .venv; nothing is installed by hand.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
HOST   ?= 127.0.0.1
# PyTorch's own index has small CPU builds; GPU=1 takes PyPI's CUDA builds instead.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
NODE   := sh tests/node_tools.sh run $(VENV)/node

.PHONY: run cluster test test-all test-cluster lint bench train study renew fetch clean
.DEFAULT_GOAL := run

run: $(VENV)/.run
	HOST=$(HOST) PORT=$(PORT) exec $(BIN)/python -m app

# Models on replicas of Ray Serve: docs/scale.md.
cluster: $(VENV)/.cluster
	MIXSCOPE_ENGINE=ray HOST=$(HOST) PORT=$(PORT) exec $(BIN)/python -m app

test: $(VENV)/.test lint
	MIXSCOPE_CHROMIUM="$$(sh tests/chromium.sh $(BROWSER))" MIXSCOPE_REDIS_SERVER="$$(sh tests/redis.sh)" \
	MIXSCOPE_NGINX="$$(sh tests/nginx.sh)" \
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

# Every screen at every size, theme and zoom, in the whole browser, and the page without compiled models: an hour or two.
test-all:
	MIXSCOPE_TEST_ALL=1 $(MAKE) test BROWSER=whole
	MIXSCOPE_COMPILED=off $(MAKE) test ARGS="tests/browser"

# With the models on Ray: its own tests, and what the page does in a browser.
test-cluster: $(VENV)/.cluster $(VENV)/.test
	MIXSCOPE_REDIS_SERVER="$$(sh tests/redis.sh)" $(BIN)/python -m pytest tests/app/cluster tests/cluster $(ARGS)
	MIXSCOPE_TEST_ENGINE=ray MIXSCOPE_CHROMIUM="$$(sh tests/chromium.sh)" MIXSCOPE_REDIS_SERVER="$$(sh tests/redis.sh)" \
	$(BIN)/python -m pytest tests/browser/test_drag.py tests/browser/test_views.py tests/browser/test_room.py \
	tests/browser/test_picture.py tests/browser/test_picture_file.py $(ARGS)

lint: $(VENV)/.test $(VENV)/.node
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NODE) prettier/bin/prettier.cjs --check --log-level warn static/js static/css tests/js
	$(NODE) typescript/bin/tsc -p tests/js

bench: $(VENV)/.test
	MIXSCOPE_CHROMIUM="$$(sh tests/chromium.sh whole)" $(BIN)/python -m bench

train: $(VENV)/.train
	@test -n "$(MODEL)" || { echo "Say which model: make train MODEL=digits-vit"; exit 2; }
	$(BIN)/python -m models.training.train $(MODEL) $(ARGS)

# Many small trainings that answer one question; goes on where it was broken off, and writes what is there so far.
study: $(VENV)/.train
	@test -n "$(NAME)" || { echo "Say which study: make study NAME=data, NAME=shuffled, NAME=depth or NAME=blank"; exit 2; }
	$(BIN)/python -m models.training.study $(NAME) $(ARGS)

# After the weights of a model have changed: its card and the tables, and which samples come first.
renew: $(VENV)/.train
	@test -n "$(MODEL)" || { echo "Say which model: make renew MODEL=photos-resnet"; exit 2; }
	$(BIN)/python -m models.training.publish $(MODEL)
	$(BIN)/python -m app.images.photo_samples.choose --write

fetch: $(VENV)/.run
	@$(BIN)/python -m app.catalog.hub.fetch $(MODELS)

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mixscope needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 2; }
	$(PYTHON) -m venv $(VENV)

# torch and torchvision come from one index, or they do not fit each other.
$(VENV)/.torch: constraints.txt | $(VENV)/bin/python
	@echo "Installing PyTorch (once, a minute or a few) …"
	@if [ -z "$(GPU)" ] && $(BIN)/python -c "import urllib.request as u; u.urlopen('$(TORCH_INDEX)/torch/', timeout=4)" 2>/dev/null; \
	then $(PIP) torch torchvision --index-url $(TORCH_INDEX); else $(PIP) torch torchvision; fi
	@touch $@

$(VENV)/.run: pyproject.toml constraints.txt $(VENV)/.torch
	@echo "Installing Mixscope's dependencies …"
	@$(PIP) .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@$(PIP) ".[test]"
	@touch $@

$(VENV)/.cluster: $(VENV)/.run
	@echo "Installing Ray Serve …"
	@$(PIP) ".[cluster]"
	@touch $@

# The scripts' formatter and type checker; pinned in tests/node_tools.sh.
$(VENV)/.node: tests/node_tools.sh $(VENV)/.test
	@sh tests/node_tools.sh install $(VENV)/node
	@touch $@

$(VENV)/.train: $(VENV)/.run
	@$(PIP) ".[train]"
	@touch $@
