# Everything a newcomer needs: `make demo`, then `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo check test test-slow lint types build verify bench gallery weights lock clean

demo: .venv/base  ## install, check the stubs and the reference side by side, draw the pictures
	$(BIN)/python -m autograder.demo

test: .venv/dev  ## everything that is fast
	$(BIN)/python -m pytest -q -n 2

test-slow: .venv/dev  ## what takes minutes: twenty seeds, training from nothing
	$(BIN)/python -m pytest -q -m slow

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

build: .venv/base  ## instructors: stubs, manifest and fingerprints from solutions/ and assignments/
	$(BIN)/autograder staff build

verify: .venv/base  ## instructors: is the grader sharp?
	$(BIN)/autograder staff verify

bench: .venv/base  ## how long things take, as ratios to `import torch`
	$(BIN)/python -m tests.bench

gallery: .venv/base  ## pictures drawn by your own functions
	$(BIN)/python -m course_lib gallery

weights: .venv/base  ## train the committed weights again (resumes where it stopped)
	$(BIN)/python -m course_lib --from solutions weights

.venv/base: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -c requirements.lock -e .
	touch $@

.venv/dev: .venv/base
	$(BIN)/python -m pip install -q --disable-pip-version-check -c requirements.lock -e '.[dev]'
	touch $@

lock:  ## pin every version in use
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install -q 'torch==2.13.0' '.[dev,staff,notebooks,quiz]'
	build/lock/bin/python -m pip freeze --exclude diffusion-homework | sed 's/^\(torch==[0-9.]*\)+.*/\1/' > requirements.lock

clean:
	rm -rf .venv build
