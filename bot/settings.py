"""The settings, read once at the edge from the environment and a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError
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
    llm_base_url: AnyHttpUrl | None = None
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    http_port: int | None = Field(None, ge=0, le=65535)
    http_host: str = "127.0.0.1"
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
    _check_llm(settings)
    if "knowledge_dir" not in settings.model_fields_set and not settings.knowledge_dir.is_dir():
        import knowledge

        settings.knowledge_dir = Path(knowledge.__file__).parent
    return settings


def secrets_of(settings: Settings) -> list[str]:
    """Every token, key and password among the settings, to be kept out of the log."""
    given = (settings.discord_token, settings.llm_api_key)
    secrets = [value.get_secret_value() for value in given if value is not None]
    addresses = (settings.llm_base_url, settings.discord_api_url)
    secrets += [urlsplit(str(address)).password or "" for address in addresses if address]
    return [secret for secret in secrets if secret]


def _check_llm(settings: Settings) -> None:
    """Refuses an endpoint without a model and the other way round, and a key without both."""
    given = (settings.llm_base_url, settings.llm_model, settings.llm_api_key)
    needed = ("llm_base_url", "llm_model")
    missing = [f"BACKROAD_{n.upper()}" for n in needed if getattr(settings, n) is None]
    if missing and any(value is not None for value in given):
        raise UsageError(
            f"setting {' and '.join(missing)}: missing, and BACKROAD_LLM_BASE_URL and "
            "BACKROAD_LLM_MODEL go together: set both, or leave every BACKROAD_LLM_* setting out"
        )
