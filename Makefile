# Everything a newcomer needs: `make demo`, then `make test`.
PYTHON ?= python3
BIN := .venv/bin
comma := ,
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c requirements.lock

# Instructors have solutions/ and need more libraries than students.
EXTRAS := $(if $(wildcard solutions),[quiz$(comma)staff],[quiz])
DEMO := build/demo

.PHONY: demo test test-slow system lint types build verify bench fuzz chaos load quiz-chaos gallery weights lock clean

demo: .venv/base  ## install, check the stubs and the reference, grade a class, draw the pictures
ifneq ($(wildcard solutions),)
	$(BIN)/autograder staff demo
	rm -rf $(DEMO)
	$(BIN)/python -m tests.cohort $(DEMO)
	$(BIN)/autograder staff grade $(DEMO)/submissions --roster $(DEMO)/roster.csv --out $(DEMO)/results
	$(BIN)/python -m course_lib --from solutions gallery --out pictures/reference.html
	@echo
	@echo "The stubs are in course_lib/, the reference in solutions/."
	@echo "A class of 24, graded:            $(DEMO)/results/overview.html  (open it in a browser)"
	@echo "Pictures drawn by the reference:  pictures/reference.html"
else
	@$(BIN)/autograder check || true
	$(BIN)/python -m course_lib gallery --out pictures/gallery.html
	@echo
	@echo "Pictures drawn by your functions: pictures/gallery.html  (open it in a browser)"
endif
	@echo "What to do first:                 assignments/part1_basics/handout.md"
	@echo "Then:                             source .venv/bin/activate && autograder"

test: .venv/dev  ## everything that is fast
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

test-slow: .venv/dev  ## what takes minutes: twenty seeds, every attack at every level, training from nothing
	$(BIN)/python -m pytest -m slow

system:  ## what the tests need beside Python, from Debian: a browser, a font for math, a database server, Node.js
	@need="$$(command -v chromium >/dev/null || echo chromium)"; \
	need="$$need $$(ls /usr/share/fonts/*/*/*Math*.[to]tf >/dev/null 2>&1 || echo fonts-dejavu-extra)"; \
	need="$$need $$(ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql)"; \
	need="$$need $$(command -v npm >/dev/null || echo nodejs npm)"; \
	if [ -n "$$(echo $$need)" ]; then apt-get update -q && apt-get install -qy --no-install-recommends $$need; fi

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

build: .venv/base  ## instructors: stubs, manifest and fingerprints from solutions/ and assignments/
	$(BIN)/autograder staff build

verify: .venv/base  ## instructors: is the grader sharp?
	$(BIN)/autograder staff verify

bench: .venv/dev  ## how long a student waits, and how long a class takes beside nbgrader, as ratios
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_grading

chaos: .venv/dev  ## kill, stop and starve a grading run 200 times
	$(BIN)/python -m tests.faults.chaos --rounds 200

load: .venv/dev  ## a class of 1,000 sits the quiz at once: how long requests take, and whether an answer is lost
	$(BIN)/python -m tests.quiz.load --students 1000 --minutes 10

quiz-chaos: .venv/dev  ## kill the quiz server 50 times while students answer, on SQLite and on PostgreSQL
	$(BIN)/python -m tests.quiz.faults --rounds 50

fuzz: .venv/dev  ## feed the decoder with what a hostile worker might send, for five minutes
	$(PIP) -e '.[fuzz]'
	$(BIN)/python -m tests.fuzz --seconds 300

gallery: .venv/base  ## pictures drawn by your own functions
	$(BIN)/python -m course_lib gallery --out pictures/gallery.html

weights: .venv/base  ## train the committed weights again (goes on where it stopped)
	$(BIN)/python -m course_lib --from solutions weights

.venv/base: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(PIP) -e '.$(EXTRAS)'
	touch $@

.venv/dev: .venv/base
	$(PIP) -e '.[dev]'
	touch $@

lock:  ## pin every version in use
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install -q 'torch==2.13.0' '.[dev,fuzz,staff,gradebook,notebooks,quiz]'
	build/lock/bin/python -m pip freeze --exclude diffusion-homework | sed 's/^\(torch==[0-9.]*\)+.*/\1/' > requirements.lock

clean:  ## remove what was installed and built here
	rm -rf .venv build
