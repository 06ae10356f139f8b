"""Laboratories really run: in a kernel, once, and again only when something changed."""

import asyncio
import concurrent.futures
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from archreport.course.labs.kernel import run_apart
from archreport.course.labs.moments import Moment
from archreport.course.labs.results import LabFailed, lab_dependencies
from archreport.course.labs.run import ExtraMissing, kept_labs, refuse_without_extra, run_labs
from archreport.course.labs.source import Code
from tests.commands import LONG, ends, is_running, number_in, start
from tests.course.labs.tiny import TINY, written
from tests.paths import ROOT


@pytest.fixture
def made(tiny_lab):
    return tiny_lab


def test_it_runs_and_tells(made):
    _, ran, moments = made
    assert not ran.fresh
    start = Moment("01-tiny", number=1, labs=1, cell=0, cells=5)
    lines = ("import archreport", "places = 8 - 3 + 1", 'guess = {"last": None}',
             "losses = [3.5, 1.25]", "import matplotlib.pyplot as plt")  # fmt: skip
    cells = [replace(start, cell=number, line=line) for number, line in enumerate(lines, 1)]
    said = [moment for moment in moments if moment.said]
    silent = [moment for moment in moments if not moment.said]
    assert silent == [start, *cells, replace(start, cell=6)]
    assert replace(cells[0], said="1/1 operations accounted for") in said
    table, printed = ran.outputs["en"][0]
    assert "<b>Conv2d</b>" in table["data"]["text/html"]
    assert printed["name"] == "stdout"
    assert "conv 3×3, stride 1, pad 0" in printed["text"]
    assert ran.made.seconds > 0
    assert ran.made.device
    assert {"torch", "matplotlib", "ipykernel"} <= set(ran.made.libraries)


def test_each_language_shows_its_own_words(made):
    _, ran, _ = made
    for language, axis, caption, layer, right in (
        ("en", "epoch", "Weights", "Parameters", "Right."),
        ("zh", "轮次", "权重", "参数量", "正确。"),
    ):
        report, answered, _, _, (figure, weights, losses, nothing) = ran.outputs[language]
        assert layer in report[1]["text"]
        assert answered[0]["text"] == f"{right}\n"
        assert f">{axis}</text>" in figure["data"]["image/svg+xml"]
        assert f"<caption>{caption}</caption>" in weights["data"]["text/html"]
        assert '<td class="num">1,224</td>' in weights["data"]["text/html"]
        assert "1.25" in losses["data"]["text/html"]
        assert nothing["name"] == "stdout"


def test_what_is_fresh_is_read_back(made):
    folder, ran, _ = made
    again = run_labs(folder / "docs" / "labs", folder / "out")[0]
    assert again.fresh
    assert again.outputs == ran.outputs
    assert again.made == ran.made


def test_new_text_runs_nothing(made):
    folder, _, _ = made
    project = folder / "words"
    written(project, TINY.replace("Look at it.", "Look here.").replace("看一看", "看这里")
            .replace("on a terminal", "on a screen").replace("A falling", "A steep"))  # fmt: skip
    again = run_labs(project / "docs" / "labs", folder / "out")[0]
    assert again.fresh
    assert again.lab.cells[3].en.endswith("Look here.")


DAMAGE = {
    "deleted": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "edited": lambda path: path.write_text(path.read_text().replace("conv 3×3", "conv 5×5")),
}


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("executed.zh.ipynb", "edited"),
        ("executed.en.ipynb", "cut short"),
        ("made.json", "deleted"),
        ("made.json", "emptied"),
        ("manifest.json", "cut short"),
    ],
)
def test_what_is_damaged_is_made_again(tmp_path, name, damage):
    """Of a laboratory of one cell, which runs at once."""
    code = "print('conv 3×3')\n"
    written(tmp_path, TINY.partition("# %%\nimport archreport")[0] + "# %%\n" + code)
    labs, out = tmp_path / "docs" / "labs", tmp_path / "out"
    run_labs(labs, out)
    file = out / "01-tiny" / name
    before = file.read_bytes()
    DAMAGE[damage](file)
    assert not file.exists() or file.read_bytes() != before
    (again,) = run_labs(labs, out)
    assert not again.fresh
    assert len(again.because) == 1 and again.because[0].startswith(name)
    assert again.outputs["en"][0][0]["text"] == "conv 3×3\n"
    assert run_labs(labs, out)[0].fresh


def test_a_failing_cell_names_itself_and_keeps_the_last_result(made):
    folder, ran, _ = made
    project = folder / "failing"
    written(project, TINY.replace("== 3 * 3 * 3 * 8 + 8", "== 0, 'not nought'"))
    with pytest.raises(LabFailed) as error:
        run_labs(project / "docs" / "labs", folder / "out")
    message = str(error.value)
    assert "01-tiny.py, code cell 1 of 5 (import archreport): AssertionError: not nought" in message
    assert "\x1b" not in message
    kept = json.loads((folder / "out" / "01-tiny" / "made.json").read_text())
    assert kept["key"] == ran.made.key


def test_a_picture_without_a_description_is_refused(tmp_path):
    bare = "# %%\nimport matplotlib.pyplot as plt\n\nplt.plot([1, 2]);\n"
    written(tmp_path, TINY.partition("# %%\nimport archreport")[0] + bare)
    with pytest.raises(LabFailed, match="a picture has no description"):
        run_labs(tmp_path / "docs" / "labs", tmp_path / "out")
    assert not (tmp_path / "out" / "01-tiny").exists()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("# %%\nprint(both(0.25, 0.5))", "the numbers differ between the languages: 0.25 in"),
        ("# %% once\nprint(1)", "a cell that runs once has shown something"),
        ("# %%\n# figure en: A.\n# figure zh: 甲。\nx = 1", "a picture has no description"),
    ],
)
def test_what_a_page_cannot_show_is_refused(tmp_path, code, message):
    written(tmp_path, TINY.partition("# %%\nimport archreport")[0] + code + "\n")
    with pytest.raises(LabFailed, match=message):
        run_labs(tmp_path / "docs" / "labs", tmp_path / "out")


def test_a_notebook_that_stops_at_an_open_gap_is_refused(tmp_path):
    code = "# %%\nx = 1  # gap: one || 一\nprint(x + 1)\n"
    written(tmp_path, TINY.partition("# %%\nimport archreport")[0] + code)
    with pytest.raises(LabFailed, match="TypeError"):
        run_labs(tmp_path / "docs" / "labs", tmp_path / "out")


def test_a_training_in_place_shows_where_it_should_have_been_made_once(tmp_path):
    """What an earlier cell made and a cell changes that runs once is not changed in Chinese."""
    code = "# %%\nw = [0.5]\n\n# %% once\nw[0] = 0.25\n\n# %%\nprint(w[0])\n"
    written(tmp_path, TINY.partition("# %%\nimport archreport")[0] + code)
    with pytest.raises(LabFailed, match=r"0\.25 in English, 0\.5 in Chinese"):
        run_labs(tmp_path / "docs" / "labs", tmp_path / "out")


def test_it_runs_in_an_empty_folder_with_this_archreport(tmp_path):
    code = "import archreport, os\n(os.listdir(), archreport.__file__)"
    written(tmp_path, TINY.partition("# %%\nimport archreport")[0] + "# %%\n" + code)
    ran = run_labs(tmp_path / "docs" / "labs", tmp_path / "out")[0]
    files, module = eval(ran.outputs["zh"][0][0]["data"]["text/plain"])
    assert files == []
    assert Path(module) == ROOT / "archreport" / "__init__.py"
    assert all(output["output_type"] != "stream" for output in ran.outputs["en"][0])


def test_without_the_extra_it_says_what_to_install():
    with pytest.raises(ExtraMissing) as error:
        refuse_without_extra(("json", "no_such_library"))
    assert "not installed: no_such_library." in str(error.value)
    assert "archreport[course]" in str(error.value)
    assert "--no-labs" in str(error.value)


def laboratories(folder, **codes):
    """Laboratories of one code cell each, named by a letter; the folder of their sources."""
    for letter, code in codes.items():
        text = TINY.partition("# %%\nimport archreport")[0] + f"# %%\n{code}\n"
        written(folder, text, f"01-{letter}")
    return folder / "docs" / "labs"


def runs_until_killed(pid):
    """Code that writes the number of its process into the file ``pid``."""
    return f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep({LONG})"


def waits_for(file):
    """Code that goes on where something stands in ``file``."""
    name = repr(str(file))
    there = f"os.path.exists({name}) and open({name}).read()"
    return f"import os, time\nwhile not ({there}):\n    time.sleep(0.05)"


def test_two_run_at_a_time_where_two_may(tmp_path):
    """Each waits for the other, so that one after the other they would never end."""
    first, second = tmp_path / "first", tmp_path / "second"
    codes = (
        f"open({str(mine)!r}, 'w').write('here')\n{waits_for(other)}\nprint('met')"
        for mine, other in ((first, second), (second, first))
    )
    labs = laboratories(tmp_path, **dict(zip("ab", codes, strict=True)))
    ran = run_labs(labs, tmp_path / "out", jobs=2)
    assert [one.lab.name for one in ran] == ["01-a", "01-b"]
    assert [one.outputs["en"][0][-1]["text"] for one in ran] == ["met\n", "met\n"]


def test_the_first_that_fails_ends_the_others(tmp_path):
    """What has ended before is kept."""
    pid = tmp_path / "pid"
    labs = laboratories(tmp_path, a="print('a')", b=runs_until_killed(pid),
                        c=f"{waits_for(pid)}\n1 / 0")  # fmt: skip
    run_labs(labs, tmp_path / "out", ["01-a"])
    with pytest.raises(LabFailed, match=r"01-c\.py, code cell 1 of 1 \(import os, time\): ZeroDiv"):
        run_labs(labs, tmp_path / "out", jobs=3)
    assert [one.fresh for one in kept_labs(labs, tmp_path / "out")] == [True, False, False]
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_they_run_where_an_event_loop_runs_already():
    """In a notebook, say."""

    async def loop():
        return asyncio.get_running_loop()

    async def both():
        return await loop(), run_apart(loop())

    # In a thread of its own: a browser test before this one may have left a loop in the main one.
    with concurrent.futures.ThreadPoolExecutor(1) as aside:
        ours, theirs = aside.submit(asyncio.run, both()).result()
    assert theirs is not ours and theirs.is_closed()


def test_a_laboratory_computes_with_one_thread(tmp_path):
    """So that its digits are the same on any number of cores."""
    labs = laboratories(tmp_path, a="import torch\ntorch.get_num_threads()")
    (ran,) = run_labs(labs, tmp_path / "out")
    assert ran.outputs["en"][0][0]["data"]["text/plain"] == "1"
    assert lab_dependencies(ran.lab.code)["setting threads"] == "1"


def test_how_long_a_cell_took_is_told_the_next_time(tmp_path):
    labs = laboratories(tmp_path, a="import time\ntime.sleep(0.3)")
    told = []
    run_labs(labs, tmp_path / "out", watch=told.append)
    before = contents(tmp_path / "out" / "01-a")
    run_labs(labs, tmp_path / "out", watch=told.append, force=True)
    first, second = (moment.seconds for moment in told if moment.cell == 1)
    assert first is None
    assert second >= 0.3
    assert set(contents(tmp_path / "out" / "01-a")) == set(before), "it is no part of the result"
    (tmp_path / "out" / "01-a.seconds.json").write_text("no JSON")
    told.clear()
    run_labs(labs, tmp_path / "out", watch=told.append, force=True)
    assert [moment.seconds for moment in told if moment.cell == 1] == [None]


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_kept_of_each_is_told_without_running(made):
    folder, ran, _ = made
    written(folder / "two", name="01-tiny")
    written(folder / "two", TINY.replace("[3.5, 1.25]", "[3.5, 2.5]"), "02-other")
    tiny, other = kept_labs(folder / "two" / "docs" / "labs", folder / "out")
    assert tiny.fresh and tiny.made == ran.made
    assert (other.fresh, other.made, other.because) == (
        False,
        None,
        ("there was no earlier result",),
    )
    assert {one: list(map(list, outputs)) for one, outputs in other.outputs.items()} == {
        "en": [[]] * 5, "zh": [[]] * 5,
    }  # fmt: skip


def test_the_outputs_depend_on_the_code_and_what_it_imports():
    code = [Code("from archreport.course import show"),
            Code("from archreport.course.kit import faces")]  # fmt: skip
    parts = lab_dependencies(code)
    assert {
        "code cell 1",
        "code cell 2",
        "archreport/course/kit/display.py",
        "archreport/course/kit/faces.py",
        "library ipykernel",
        "library matplotlib-inline",
    } <= set(parts)
    apart = ("render/", "cli/", "site/", "course/lessons/", "course/labs/")
    assert not [name for name in parts if name.startswith(tuple(f"archreport/{a}" for a in apart))]
    assert "archreport/course/kit/trained.py" not in parts


def test_the_libraries_are_those_it_uses():
    assert "library scikit-image" in lab_dependencies([Code("from skimage import data")])
    assert "library scikit-image" not in lab_dependencies([Code("import torch")])


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_leaves_nothing_running(tmp_path):
    pid = tmp_path / "pid"
    laboratories(tmp_path, a=runs_until_killed(pid))
    running = start("labs", "--root", tmp_path, "--out", tmp_path / "out")
    kernel = number_in(pid)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=LONG)
    assert running.returncode == 130
    assert "Interrupted" in told
    assert "Traceback" not in told
    assert not is_running(kernel)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_kernel_ends_with_the_run_that_was_killed(tmp_path):
    pid = tmp_path / "pid"
    laboratories(tmp_path, a=runs_until_killed(pid))
    running = start("labs", "--root", tmp_path, "--out", tmp_path / "out")
    kernel = number_in(pid)
    running.kill()
    running.communicate(timeout=LONG)
    assert ends(kernel)
