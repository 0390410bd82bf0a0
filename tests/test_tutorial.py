"""The tutorial: its Python and its commands are run as they stand there, in an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from forked import verify

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "notes/tutorial.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
RUN = [line.split()[1:] for line in COMMANDS if line.startswith("verify ")]


def said(folder: Path, *arguments: str) -> str:
    done = verify(*arguments, cwd=folder)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return " ".join(done.stdout.split())


def test_every_command_is_run_below() -> None:
    assert [command[0] for command in RUN] == ["classify", "reprove", "recheck", "import", "classify"]
    assert all(line.startswith(("verify ", "pip install 'verify-minima[")) for line in COMMANDS)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, object]:
    """The folder in which the Python of the tutorial was run, and its model."""
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    folder, names = tmp_path_factory.mktemp("tutorial"), dict[str, object]()
    (program,) = PROGRAMS
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(compile(program, "notes/tutorial.md", "exec"), names)
    return folder, names["model"]


def test_a_model_of_scikit_learn_is_proved_to_be_at_a_bad_minimum(trained: tuple[Path, object]) -> None:
    folder, _ = trained
    answer = said(folder, *RUN[0])
    assert "Proved: L has a strict local minimum no farther than" in answer
    assert "it is no global minimum: L is 0.0658585" in answer
    assert "the added neurons lead away from it" in answer
    for command in RUN[1:3]:
        assert said(folder, *command)


def test_an_onnx_file_of_another_program_is_proved_in_two_commands(trained: tuple[Path, object]) -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is not installed")
    folder, model = trained
    make, layers = onnx.helper, list(zip(model.coefs_, model.intercepts_, strict=True))
    arrays = {
        f"{kind}{i}": np.asarray(array)
        for i, layer in enumerate(layers)
        for kind, array in zip("Wb", layer, strict=True)
    }
    nodes = [
        make.make_node("Gemm", ["x", "W0", "b0"], ["h"]),
        make.make_node("Tanh", ["h"], ["g"]),
        make.make_node("Gemm", ["g", "W1", "b1"], ["y"]),
    ]
    ends = [make.make_tensor_value_info(name, onnx.TensorProto.DOUBLE, ["N", 1]) for name in ("x", "y")]
    constants = [onnx.numpy_helper.from_array(array, name) for name, array in arrays.items()]
    graph = make.make_graph(nodes, "graph", ends[:1], ends[1:], constants)
    onnx.save(make.make_model(graph, opset_imports=[make.make_opsetid("", 20)], ir_version=9), folder / "model.onnx")
    rows = [f"{x},{y}" for x, y in zip(np.linspace(-2, 2, 9), np.sin(3 * np.linspace(-2, 2, 9)).round(2), strict=True)]
    (folder / "train.csv").write_text("\n".join(["x,y", *rows]) + "\n")
    assert "L(theta)" in said(folder, *RUN[3])
    assert "Proved: L has a strict local minimum no farther than" in said(folder, *RUN[4])
