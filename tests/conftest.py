"""What tests share: the exported encoder, a small index, the project's own index."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))

from small_knowledge import write_small_knowledge  # noqa: E402

from index.build import build_index  # noqa: E402
from index.encoder import OnnxEncoder, encoder_folder  # noqa: E402
from index.export import ensure_encoder  # noqa: E402
from index.opened import OpenIndex, open_index  # noqa: E402

_QUIET = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture]
hypothesis.settings.register_profile(
    "suite",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=_QUIET,
)
hypothesis.settings.register_profile(
    "nightly",
    max_examples=100_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=_QUIET,
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session")
def project_data() -> Path:
    """The data folder with the index of the project's own articles, as set up before the suite."""
    folder = Path(os.environ.get("BACKROAD_DATA_DIR") or ROOT / ".backroad").resolve()
    if not (folder / "index" / "current").is_file():
        build_index(ROOT / "knowledge", folder)
    return folder


@pytest.fixture(scope="session")
def copied_project(project_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's serving index, so that its own data folder stays as it is."""
    folder = tmp_path_factory.mktemp("project") / "data"
    current = (project_data / "index" / "current").read_text(encoding="utf-8").strip()

    def left_out(parent: str, names: list[str]) -> list[str]:
        if Path(parent).name == "versions":
            return [name for name in names if name != current]
        return [name for name in names if name.startswith("backroad.db")]

    shutil.copytree(project_data, folder, ignore=left_out)
    return folder


@pytest.fixture
def project_copy(copied_project: Path) -> Path:
    """The copy without a database: the bot is new to each test's server."""
    for path in copied_project.glob("backroad.db*"):
        path.unlink()
    return copied_project


@pytest.fixture(scope="session")
def project_index(project_data: Path) -> OpenIndex:
    return open_index(project_data)


@pytest.fixture(scope="session")
def encoders(project_data: Path) -> Path:
    """The folder of exported encoders."""
    folder = encoder_folder(project_data)
    ensure_encoder(None, folder)
    return folder


@pytest.fixture(scope="session")
def encoder(encoders: Path) -> OnnxEncoder:
    return ensure_encoder(None, encoders)


@pytest.fixture(scope="session")
def built_small(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Path:
    """A folder with `knowledge` and `data`: the small knowledge base and its index."""
    folder = tmp_path_factory.mktemp("small")
    write_small_knowledge(folder / "knowledge")
    shutil.copytree(encoders, encoder_folder(folder / "data"))
    build_index(folder / "knowledge", folder / "data")
    return folder


@pytest.fixture
def small(built_small: Path, tmp_path: Path) -> Path:
    """A copy of the small knowledge base and its index, to change at will."""
    target = tmp_path / "small"
    shutil.copytree(built_small, target)
    return target
