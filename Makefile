# Everything a newcomer needs: `make demo`, then `make test`.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c requirements.lock

.PHONY: demo test test-slow lint types build verify bench gallery weights lock clean

demo: .venv/base  ## install, check the stubs and the reference side by side, draw the pictures
ifneq ($(wildcard solutions),)
	$(BIN)/autograder staff demo
	$(BIN)/python -m course_lib --from solutions gallery --out pictures/reference.html
	@echo
	@echo "The stubs are in course_lib/, the reference in solutions/."
	@echo "Pictures drawn by the reference:  pictures/reference.html  (open it in a browser)"
else
	@$(BIN)/autograder check || true
	$(BIN)/python -m course_lib gallery --out pictures/gallery.html
	@echo
	@echo "Pictures drawn by your functions: pictures/gallery.html  (open it in a browser)"
endif
	@echo "What to do first:                 assignments/part1_basics/handout.md"
	@echo "Then:                             source .venv/bin/activate && autograder"

test: .venv/dev  ## everything that is fast
	$(BIN)/python -m pytest -n 2

test-slow: .venv/dev  ## what takes minutes: twenty seeds, training from nothing
	$(BIN)/python -m pytest -m slow

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

build: .venv/base  ## instructors: stubs, manifest and fingerprints from solutions/ and assignments/
	$(BIN)/autograder staff build

verify: .venv/base  ## instructors: is the grader sharp?
	$(BIN)/autograder staff verify

bench: .venv/base  ## how long a student waits, as ratios to `import torch`
	$(BIN)/python -m tests.bench

gallery: .venv/base  ## pictures drawn by your own functions
	$(BIN)/python -m course_lib gallery --out pictures/gallery.html

weights: .venv/base  ## train the committed weights again (goes on where it stopped)
	$(BIN)/python -m course_lib --from solutions weights

.venv/base: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(PIP) -e .
	touch $@

.venv/dev: .venv/base
	$(PIP) -e '.[dev]'
	touch $@

lock:  ## pin every version in use
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install -q 'torch==2.13.0' '.[dev,staff,notebooks,quiz]'
	build/lock/bin/python -m pip freeze --exclude diffusion-homework | sed 's/^\(torch==[0-9.]*\)+.*/\1/' > requirements.lock

clean:  ## remove what was installed and built here
	rm -rf .venv build
