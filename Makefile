# Every command that a person or CI needs. `make` alone lists them.
# The first one makes a Python environment in .venv and installs what it needs there, once.

VENV := .venv
BIN := $(VENV)/bin
ASSIGNMENT := hw2_backprop
ALSO := hw6_optimizers
DEMO := demo
BENCH := build/benchmarks
# Whichever of these is there first and new enough; say `make PYTHON=/path/to/python3 …` to choose.
PYTHON := python3.11 python3.12 python3.13 python3.14 python3

# The environment's own commands come first, and nothing of another Python gets in. Compiled modules are kept: where
# the machine forbids it, as many containers do, each of hundreds of processes compiles ours again.
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
# Which data a notebook uses shows in its outputs: the committed ones are made with the embedded data.
unexport DLBH_DATASET DLBH_DATA

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test long prove build lint build-check unit nbval outputs portable margins wheel check-wheel pictures \
  bench profiles constraints clean

help: ## list these commands
	@echo "Deep Learning by Hand. Say 'make' and one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/for-grading ## grade a small class of sample submissions, and say where to look; all in a course of its own
	@rm -rf $(DEMO) && mkdir -p $(DEMO)/solutions
	@cp nbgrader_config.py $(DEMO) && cp -R solutions/course.toml $(patsubst %,solutions/%,$(ASSIGNMENT) $(ALSO)) $(DEMO)/solutions
	@mkdir -p $(DEMO)/tests/answers
	@for homework in $(ASSIGNMENT) $(ALSO); do ! [ -d tests/answers/$$homework ] || cp -R tests/answers/$$homework $(DEMO)/tests/answers; done
	@echo "1 of 3: building $(ASSIGNMENT): executes its notebooks"
	@$(BIN)/autograder build $(ASSIGNMENT) --solutions $(DEMO)/solutions --notebooks $(DEMO)/notebooks
	@echo "2 of 3: making a class of sample submissions in $(DEMO)/submitted"
	@$(BIN)/python -m samples.demo $(DEMO) --assignment $(ASSIGNMENT) $(ALSO:%=--also %) --solutions $(DEMO)/solutions
	@echo "3 of 3: grading it: two to five minutes, of which the endless loop takes half of one"
	@# The command fails because the class holds files that cannot be graded; grades.csv says that it came to its end.
	@$(BIN)/autograder grade $(DEMO)/submitted --assignment $(ASSIGNMENT) --solutions $(DEMO)/solutions || test -f $(DEMO)/grades.csv
	@set -e; for also in $(ALSO); do \
	  $(BIN)/autograder grade $(DEMO)/submitted --assignment $$also --solutions $(DEMO)/solutions; done
	@echo "$$DEMO_END"

test: lint build-check unit outputs ## everything CI runs: ruff, sources against release, pytest, outputs

build: $(VENV)/for-grading ## execute the solution notebooks and make what students get from them
	$(BIN)/autograder build

wheel: $(VENV)/made ## the package that students install (coursekit, nothing of the grader), into dist/: seconds
	@$(call make_wheel,coursekit/.)

check-wheel: $(VENV)/made ## a package with `autograder check`, for students whom you want to have it, into dist/
	@$(call make_wheel,autograder pyproject.toml README.md)

lint: $(VENV)/for-testing ## ruff: errors, style, format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

build-check: $(VENV)/for-testing ## fail where a rebuild would change a committed notebook
	$(BIN)/autograder build --check

# One compute thread for each of the workers, which share the processors: with more they wait for each other.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder
unit: $(VENV)/for-testing ## pytest: the packages, a selection of the long tests, and of the proof that scores can be trusted
	$(PYTEST) --lot

long: $(VENV)/for-testing ## run the tests that take long, all of them, and write docs/long-tests.md
	$(PYTEST) --long

# NOTEBOOK=hw2_backprop/layers: that one alone, and its row of the record; QUESTION=hw2_backprop/layers/fc: no record.
prove: $(VENV)/for-testing ## grade every sample answer, and write docs/proof.md; NOTEBOOK=hw2_backprop/layers for one
	$(PYTEST) --prove --only '$(or $(QUESTION),$(NOTEBOOK))' tests/proof/test_adversarial.py tests/proof/test_gates.py

# On copies, because notebooks write files beside themselves. A notebook's cells stay together, in their order; the last
# homeworks, which train the longest, come first, so that no processor waits for another at the end.
NBVAL := $(BIN)/python -m pytest -n logical --dist loadfile --no-loadscope-reorder --nbval
nbval: $(VENV)/for-testing ## execute every solution again, as on an old processor, compare all outputs, write docs/outputs.md
	@PYTHONPATH=tests $(BIN)/python -m helpers.outputs --note
	@$(call compare_outputs,$$(PYTHONPATH=tests $(BIN)/python -m helpers.outputs --all))
	@PYTHONPATH=tests $(BIN)/python -m helpers.outputs --record

outputs: $(VENV)/for-testing ## nbval for what has changed since the last one, and an eighth of the rest; OUTPUTS=--all for every one
	@$(call compare_outputs,$$(PYTHONPATH=tests $(BIN)/python -m helpers.outputs $(OUTPUTS)))

portable: $(VENV)/for-testing ## execute the solution notebooks as on other processors, and compare every output: minutes
	$(BIN)/autograder portable

margins: $(VENV)/for-testing ## measure how far the solutions stay from the checks' thresholds, into docs/margins.md: minutes
	@mkdir -p build
	@$(BIN)/autograder margins > build/margins.md; status=$$?; [ ! -s build/margins.md ] || mv build/margins.md docs; exit $$status

pictures: $(VENV)/for-grading ## draw the pictures of README (from what `make demo` left) and of docs again
	$(BIN)/python docs/pictures/architecture.py docs/pictures/architecture.svg
	$(BIN)/python docs/pictures/draw.py $(DEMO) docs/pictures/demo.svg
	$(BIN)/python docs/pictures/gallery.py docs

# BEFORE=FOLDER: an environment with an older checkout, to compare with; also for `make profiles`.
bench: $(addprefix $(BENCH)/,ours/made nbgrader/made otter/made) ## how fast grading is, beside nbgrader and otter; SIZE=--quick for a look
	@$(BENCH)/ours/bin/python -m benchmarks $(SIZE) $(BEFORE:%=--before %)

profiles: $(VENV)/for-grading ## which functions the grader's time goes to, into docs/profiles.md: minutes, as root
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r benchmarks/requirements-profiles.txt
	@$(BIN)/python -m benchmarks.profiles $(BEFORE:%=--before %)

constraints: $(VENV)/made ## write constraints.txt anew, with the newest versions that pyproject.toml allows
	@echo "Asking for the newest versions, of those that run on Python 3.11.0: takes a minute or two"
	@mkdir -p build
	@$(BIN)/python -m pip install -qq --dry-run --ignore-installed --python-version 3.11.0 --only-binary=:all: \
	  --target build/none --report build/report.json setuptools ./coursekit '.[grade,cluster,test]'
	@$(BIN)/python -c "$$WRITE_CONSTRAINTS"
	@echo "constraints.txt is written. Run 'make test' before you commit it."

clean: ## remove what `make demo` and the tests leave; your gradebook and .venv stay
	rm -rf $(DEMO) build dist .pytest_cache .ruff_cache .hypothesis
	find autograder coursekit data_scripts samples tests -name __pycache__ -type d -prune -exec rm -rf {} +

define WRITE_CONSTRAINTS
import json
from pathlib import Path

path = Path("constraints.txt")
head = [line for line in path.read_text().splitlines() if line.startswith("#")]
found = [entry["metadata"] for entry in json.loads(Path("build/report.json").read_text())["install"]]
# PyTorch's builds for graphics cards pin their own; whoever has the CPU build needs none of them.
left_out = ("deep-learning-by-hand", "nvidia-", "cuda-", "triton")
pins = [f"{m['name']}=={m['version']}" for m in found if not m["name"].startswith(left_out)]
path.write_text("\n".join([*head, *sorted(pins, key=str.lower)]) + "\n")
endef
export WRITE_CONSTRAINTS

# --- what `make demo` says ---

define DEMO_END

Where to look:
  $(DEMO)/ABOUT.txt      what each of these students handed in
  $(DEMO)/grades.csv     scores, and what was mended or wrong
  $(DEMO)/results/       for each check: state, points, the message for the student, details
  $(DEMO)/autograded/    the notebooks as they were graded
  $(DEMO)/gradebook.db   nbgrader's database

nbgrader's own commands work on it:
  cd $(DEMO) && . ../$(VENV)/bin/activate
  nbgrader generate_feedback $(ASSIGNMENT)                       then open feedback/wrong_fc/$(ASSIGNMENT)/*.html
  nbgrader autograde $(ASSIGNMENT) --student wrong_fc --force    the same score
  jupyter lab                                                   its menu Nbgrader > Formgrader: grade written answers
endef
export DEMO_END

# --- the environments of `make bench`: three graders, each with the same frameworks ---

FRAMEWORKS := -r benchmarks/requirements-frameworks.txt

$(BENCH)/ours/made: pyproject.toml coursekit/pyproject.toml constraints.txt benchmarks/requirements-frameworks.txt
	@$(call make_bench_environment,-c constraints.txt $(FRAMEWORKS) -e ./coursekit -e '.[grade]')

$(BENCH)/nbgrader/made $(BENCH)/otter/made: $(BENCH)/%/made: benchmarks/requirements-%.txt \
  benchmarks/requirements-frameworks.txt coursekit/pyproject.toml
	@$(call make_bench_environment,$(FRAMEWORKS) -r benchmarks/requirements-$*.txt -e ./coursekit)

# make_bench_environment(WHAT): the environment that the target is in, with WHAT installed.
define make_bench_environment
$(call make_environment,$(@D)); \
echo "Installing PyTorch, TensorFlow and a grader into $(@D): two to five minutes, once"; \
$(@D)/bin/python install.py $(1) && \
touch $@
endef

# compare_outputs(NOTEBOOKS): execute copies of these, named as <assignment>/<notebook>.ipynb, and compare their outputs.
define compare_outputs
rm -rf build/nbval && mkdir -p build/nbval && cp -R solutions/* build/nbval && \
cp tests/helpers/nbval_conftest.py build/nbval/conftest.py && \
chosen="$(1)" && variables="$$($(BIN)/autograder portable --environment)" && eval "$$variables" && \
echo "as on $${OPENBLAS_CORETYPE:-this processor}: $(NBVAL)" $$chosen && \
if [ -n "$$chosen" ]; then $(NBVAL) $$(printf 'build/nbval/%s ' $$chosen); fi
endef

# make_wheel(FILES): the package that these files make; from a copy, because setuptools leaves files beside what it reads.
define make_wheel
rm -rf build/wheel && mkdir -p build/wheel && cp -R $(1) LICENSE build/wheel && \
$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps --wheel-dir dist build/wheel && ls dist/*.whl
endef

# --- the Python environment ---

# make_environment(FOLDER): a new environment there, by the first Python that will do.
define make_environment
for python in $(PYTHON) ""; do \
  [ -n "$$python" ] || break; \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
done; \
if [ -z "$$python" ]; then \
  echo "No Python 3.11 or newer was found; install one (python3.11), or say: make PYTHON=/path/to/python3" >&2; exit 1; \
fi; \
echo "Making a Python environment in $(1) with $$("$$python" --version)"; \
"$$python" -m venv $(1) || { rm -rf $(1); \
  echo "$$python cannot make environments; on Debian and Ubuntu: apt install python3-venv, then try again" >&2; exit 1; }
endef

# install(EXTRAS): this repository, editable, with pinned versions. The last line saves the first notebook a pause
# (matplotlib looks for fonts once, and says so on stderr when that takes long).
define install
echo "Setting up $(VENV) with what pyproject.toml asks for [$(1)]: two to six minutes, once"; \
$(BIN)/python install.py -c constraints.txt -e ./coursekit -e '.[$(1)]' && \
$(BIN)/python -c 'import matplotlib.font_manager'
endef

$(VENV)/made:
	@$(call make_environment,$(VENV))
	@touch $@

$(VENV)/for-grading: $(VENV)/made pyproject.toml coursekit/pyproject.toml constraints.txt
	@$(call install,grade)
	@touch $@

$(VENV)/for-testing: $(VENV)/made pyproject.toml coursekit/pyproject.toml constraints.txt
	@$(call install,grade$(comma)cluster$(comma)test)
	@touch $@ $(VENV)/for-grading

comma := ,
