"""The settings, read once at the edge from the environment and a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import UsageError


class Settings(BaseSettings):
    """Every setting, as `.env.example` describes it."""

    model_config = SettingsConfigDict(
        env_file=".env", env_prefix="BACKROAD_", env_ignore_empty=True, extra="ignore"
    )

    discord_token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN")
    discord_api_url: str | None = None
    data_dir: Path = Path(".backroad")
    knowledge_dir: Path = Path("knowledge")
    model: str | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["text", "json"] = "text"


def read_settings() -> Settings:
    """The settings.

    The knowledge folder defaults to `knowledge/` here, or where there is none to the one that was
    installed with the program.

    Raises:
        UsageError: naming the first setting at fault, never its value.
    """
    try:
        settings = Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        name = name if name.isupper() else f"BACKROAD_{name.upper()}"
        problem = str(first["msg"])
        raise UsageError(f"setting {name}: {problem[:1].lower()}{problem[1:]}") from error
    if "knowledge_dir" not in settings.model_fields_set and not settings.knowledge_dir.is_dir():
        import knowledge

        settings.knowledge_dir = Path(knowledge.__file__).parent
    return settings
