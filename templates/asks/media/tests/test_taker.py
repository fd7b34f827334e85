"""Of the libraries that decode, only those are needed that what is sent needs: a product installs no others."""

import subprocess
import sys
from pathlib import Path

import pytest

from contract.steps import ImageSteps, Steps
from serving.errors import CannotServe
from serving.own_settings import OwnSettings
from serving.settings import ROOT
from serving.taking import taker

DECODING = ("PIL", "tokenizers", "soundfile", "soxr")


def test_the_server_loads_without_any_of_them() -> None:
    away = "".join(f"sys.modules['{name}'] = None; " for name in DECODING)
    code = f"import sys; {away}import serving.app, serving.kind, serving.example, serving.decoding.pool"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_one_that_is_needed_and_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(taker, "find_spec", lambda _name: None)
    image = ImageSteps.model_construct()
    steps = Steps.model_construct(task="image-classification", image=image)
    with pytest.raises(CannotServe, match=r"pillow is not installed.*requirements/serving\.in.*npm run lock"):
        taker.taker_of(steps, {}, tmp_path, OwnSettings())
