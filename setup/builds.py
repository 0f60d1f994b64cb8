"""What is built from the sources: encoder, index, the bot's word lists, and the trained bot."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Callable

from setup.commands import Commands
from setup.errors import SetupError
from setup.paths import BOT, ENCODER, GAZETTEERS, INDEX, RASA_MODELS, REQUIREMENTS, ROOT, SERVICE
from setup.stamps import content_hash, matches, note

GRENSWIJZER = SERVICE / "bin" / "grenswijzer"
KNOWLEDGE = ROOT / "knowledge"
ENCODER_CODE = [
    KNOWLEDGE / "encoder" / name
    for name in ("packed.py", "trimming.py", "conversion.py", "onnx_network.py", "source.py")
]
#: Rasa and what it stands on talk a lot; none of it is for the user.
QUIET_RASA = {"TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore"}

Say = Callable[[str], None]


def encoder_is_built() -> bool:
    """Tell whether the encoder is there; its hashes are checked whenever the service loads it.

    The bot reads its messages with this one, whichever `GRENSWIJZER_ENCODER` names for the search.
    """
    return (ENCODER / "manifest.json").is_file() and matches("encoder", _encoder_key())


def build_encoder(commands: Commands, say: Say) -> None:
    """Build the encoder, and embed the adopter's own documents with it."""
    _grenswijzer(commands, ["encoder", "build"], "Building the encoder", say)
    _grenswijzer(commands, ["ingest", "--embed-again"], "Embedding your own documents", say)
    note("encoder", _encoder_key())


def index_is_built() -> bool:
    """Tell whether the index was built from today's knowledge with today's encoder."""
    return INDEX.is_dir() and matches("index", _index_key())


def build_index(commands: Commands, say: Say) -> None:
    """Build the index."""
    _grenswijzer(commands, ["index", "build"], "Building the index", say)
    note("index", _index_key())


def bot_data_is_written() -> bool:
    """Tell whether the bot's word lists come from today's knowledge."""
    return GAZETTEERS.is_file() and matches("bot-data", _bot_data_key())


def write_bot_data(commands: Commands, say: Say) -> None:
    """Write the bot's word lists."""
    _grenswijzer(commands, ["bot-data"], "Writing the bot's word lists", say)
    note("bot-data", _bot_data_key())


def rasa_model() -> Path:
    """Return where the bot trained from today's files lies, whether or not it is there."""
    # Not what is written about it.
    bot = [ROOT / "bot" / part for part in ("components", "data", "domain")]
    sources = [ROOT / "config.yml", *bot, GAZETTEERS, REQUIREMENTS / "bot.txt", ENCODER / "manifest.json"]
    return RASA_MODELS / f"bot-{content_hash([path for path in sources if path.exists()])}.tar.gz"


def train_rasa(commands: Commands, say: Say) -> None:
    """Train the bot beside the model in use, then put it in its place and delete older ones."""
    model = rasa_model()
    staging = RASA_MODELS / ".training"
    shutil.rmtree(staging, ignore_errors=True)
    places = ["--config", "config.yml", "--domain", "bot/domain", "--data", "bot/data"]
    commands.run(
        "Training the bot",
        [BOT / "bin" / "python", "-m", "rasa", "train", *places, "--out", staging, "--fixed-model-name", "bot"],
        say=say,
        environment=QUIET_RASA,
        log_name="rasa-train",
    )
    trained = staging / "bot.tar.gz"
    if not trained.is_file():
        raise SetupError("Training the bot left no model: the output of Rasa is in rasa-train.log.")
    older = list(RASA_MODELS.glob("*.tar.gz"))
    trained.replace(model)
    for path in older:
        if path != model:
            path.unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _grenswijzer(commands: Commands, arguments: Sequence[str], title: str, say: Say) -> None:
    commands.run(title, [GRENSWIJZER, *arguments], say=say, log_name="-".join(arguments))


def _local_knowledge() -> list[Path]:
    named = os.environ.get("GRENSWIJZER_LOCAL", "").split(":")
    return [Path(name) for name in named if name and Path(name).is_dir()]


def _encoder_key() -> str:
    return content_hash([*ENCODER_CODE, ENCODER / "manifest.json"])


def _index_key() -> str:
    encoder = os.environ.get("GRENSWIJZER_ENCODER", "")
    return content_hash([KNOWLEDGE, *_local_knowledge(), *_present(ENCODER / "manifest.json"), INDEX], encoder)


def _bot_data_key() -> str:
    return content_hash([KNOWLEDGE, *_local_knowledge(), *_present(GAZETTEERS)])


def _present(path: Path) -> list[Path]:
    return [path] if path.is_file() else []
