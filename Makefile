# Every target sets up what it needs first and skips what is up to date; the work is in setup/.

# The first Python that runs; set-up itself needs no more than 3.9, and finds 3.10 and 3.11 on its own.
PYTHON ?= $(shell for python in python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1 && echo "$$python" && break; done)
SETUP = exec $(PYTHON) -m setup

export PYTHONDONTWRITEBYTECODE =
export PYTHONUNBUFFERED = 1
export GRENSWIJZER_QUESTION := $(value Q)
export ARGS UPGRADE VERSION

.DEFAULT_GOAL := help
.PHONY: help release package run prod-local test test-full ask eval bench bench-abstention bench-ablation bench-languages bench-console bench-dialogue bench-encoder bench-load bench-nlu bench-peers bench-scale bench-web soak tune-encoder lint check format train build milvus widget lock clean clean-cache python

help: ## Show this list
	@echo "Grenswijzer. make TARGET, where TARGET is one of"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: python ## Set up what is missing, start everything, print the address; Ctrl-C stops it
	@$(SETUP) run --with-parent

test: python ## Check style, types, spelling and knowledge, and run the tests
	@$(SETUP) test --with-parent

test-full: python ## Run the tests that need a browser, Milvus or load, and those on a day of next year
	@$(SETUP) test-full --with-parent

prod-local: python ## Start everything as in production: PostgreSQL, Redis, nginx, several bots and services
	@$(SETUP) prod-local --with-parent

ask: python ## Answer in the terminal: make ask Q="Heb ik een TWV nodig voor een stagiair uit China?"
	@$(SETUP) ask --with-parent

eval: python ## Measure the quality of the answers; ARGS="..." hands options on
	@$(SETUP) eval --with-parent

bench: python ## Measure whether it is as fast and small as was wanted; ARGS="--quick" takes samples
	@$(SETUP) bench --with-parent

bench-abstention: python ## Draw how well it knows when it has no answer, from what calibrate wrote down
	@$(SETUP) bench-abstention --with-parent

bench-ablation: python ## Measure what each step of the word analysis is worth; ARGS="..." hands options on
	@$(SETUP) bench-ablation --with-parent

bench-languages: python ## Measure questions of each language among texts of each; ARGS="..." hands options on
	@$(SETUP) bench-languages --with-parent

bench-encoder: python ## Measure what each change of the encoder is worth; ARGS="..." hands options on
	@$(SETUP) bench-encoder --with-parent

bench-nlu: python ## Measure what the bot understands of messages that it was not trained on
	@$(SETUP) bench-nlu --with-parent

bench-dialogue: python ## Hold the same conversations with our bot and with one of DIET and TED
	@$(SETUP) bench-dialogue --with-parent

bench-peers: python ## Compare the search with other libraries; ARGS="--rasa" with Rasa's own pipeline too
	@$(SETUP) bench-peers --with-parent

bench-console: python ## Measure how long an adviser waits after each key; needs a Chromium
	@$(SETUP) bench-console --with-parent

bench-load: python ## Measure turns a second with 1, 2 and 4 bots, and past saturation; needs PostgreSQL, Redis, nginx
	@$(SETUP) bench-load --with-parent

soak: python ## Serve for half an hour and see whether processes grow; ARGS="--minutes 5" for less
	@$(SETUP) soak --with-parent

bench-scale: python ## Measure the search at 1,000 to 1,000,000 passages; ARGS="..." hands options on
	@$(SETUP) bench-scale --with-parent

bench-web: python ## Measure what the chat costs a school's page, in a real browser; ARGS="..." hands options on
	@$(SETUP) bench-web --with-parent

tune-encoder: python ## Fine-tune the encoder on the entries' questions; 20 minutes, then what it tells to do next
	@$(SETUP) tune-encoder --with-parent

lint: python ## Check the knowledge entries
	@$(SETUP) lint --with-parent

check: python ## Check style, types and spelling of the code
	@$(SETUP) check --with-parent

format: python ## Put the code in order
	@$(SETUP) format --with-parent

train: python ## Train the bot if its files have changed
	@$(SETUP) train --with-parent

build: python ## Build encoder, index, word lists and bot; checks each file of what is there already
	@$(SETUP) build --with-parent

milvus: python ## Add what keeps vectors in Milvus instead of FAISS (docs/vectors.md)
	@$(SETUP) milvus --with-parent

widget: python ## Make the widget's files from their source; needs Node, and fetches axe-core for the browser tests
	@$(SETUP) widget --with-parent

audit: python ## Look for known findings in everything that is locked; needs the internet, Node and npm
	@$(SETUP) audit --with-parent

lock: python ## Pin what requirements/*.in ask for; UPGRADE=1 takes the newest versions
	@$(SETUP) lock --with-parent

release: python ## Make a version, as a commit with a tag: make release VERSION=1.2.3 (docs/releasing.md)
	@$(SETUP) release --with-parent

package: python ## Build the packages of the service from the commit in use, into dist/
	@$(SETUP) package --with-parent

clean: python ## Delete environments, models and caches, but nothing that users stored
	@$(SETUP) clean --with-parent

clean-cache: python ## Empty the installer's cache of downloads
	@$(SETUP) clean-cache --with-parent

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed and was not found: install it so that python3.11 is on PATH." >&2; exit 1; }
