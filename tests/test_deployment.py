"""The files for deployment keep what the documentation says of them."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"


def stages() -> list[str]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    return re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]


def test_the_final_image_has_neither_torch_nor_a_compiler_and_no_root() -> None:
    build, final = stages()
    assert "[build]" in build
    assert final.startswith("python:3.11-slim\n")
    assert not re.search(r"torch|\[build\]|gcc|build-essential|apt-get|pip install", final)
    assert "COPY --from=build /export" not in final
    assert final.index("USER 10001") < final.index("CMD [")
    for part in ("HEALTHCHECK", "VOLUME /data", "/healthz"):
        assert part in final


def test_what_the_image_is_built_from_is_let_through_and_nothing_else() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    copied = re.findall(
        r"^COPY (?:--chmod=\S+ )?(?!--)(.+) \S+$", "\n".join(stages()), re.MULTILINE
    )
    needed = {name for line in copied for name in line.split()}
    assert {f"!{name}" for name in needed} == {name for name in ignored if name.startswith("!")}
    assert ignored[0] == "*"
    assert all((ROOT / name).exists() for name in needed)


def test_compose_gives_a_volume_and_takes_every_privilege() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["backroad"]
    assert service["volumes"] == ["data:/data"]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert (
        ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]
    ).is_file()


def test_the_service_runs_as_its_own_user_and_gives_up_on_wrong_settings() -> None:
    unit = (DEPLOY / "backroad.service").read_text(encoding="utf-8")
    for line in ("User=backroad", "Restart=on-failure", "RestartPreventExitStatus=2",
                 "NoNewPrivileges=yes", "StateDirectoryMode=0700"):  # fmt: skip
        assert line in unit.splitlines()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no sh")
def test_a_new_volume_is_filled_and_an_old_one_kept(tmp_path: Path) -> None:
    """The start script on folders in place of the image's, and a command in place of backroad."""
    seed, data, tools = tmp_path / "seed", tmp_path / "data", tmp_path / "tools"
    for folder in (seed / "encoders" / "one", seed / "index", data, tools):
        folder.mkdir(parents=True)
    (seed / "encoders" / "one" / "model.onnx").write_text("model")
    (seed / "encoders" / "one" / "encoder.json").write_text("card")
    (seed / "index" / "current").write_text("first")
    (tools / "backroad").write_text('#!/bin/sh\necho "$@"\n')
    (tools / "backroad").chmod(0o755)
    script = (DEPLOY / "start.sh").read_text("utf-8").replace("/seed", str(seed))
    environment = {"PATH": f"{tools}:{os.environ['PATH']}", "BACKROAD_DATA_DIR": str(data)}
    for _ in range(2):
        out = subprocess.run(
            ["sh", "-c", script], env=environment, check=True, capture_output=True, text=True
        ).stdout
        assert out == "index build\nrun\n"
        assert (data / "encoders" / "one" / "model.onnx").read_text() == "model"
        assert not list(data.rglob("*.tmp"))
        (data / "index" / "current").write_text("mine")
        (data / "encoders" / "one" / "model.onnx").write_text("older")
        (data / "encoders" / "one" / "encoder.json").write_text("another card")
    assert (data / "index" / "current").read_text() == "mine"
