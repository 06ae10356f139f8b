"""A command that ends when the process that started it ends, however that ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archreport.site.ends_with_parent import started
from tests.commands import ends, number_in

WRITES_ITS_NUMBER = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); "
PARENT = """
import sys
from pathlib import Path
from archreport.site.ends_with_parent import started

with started(sys.argv[1:], Path()) as process:
    process.communicate()
"""

posix = pytest.mark.skipif(os.name == "nt", reason="looks for a process by its number")


def test_its_output_and_exit_code_are_the_commands(tmp_path):
    code = "import os, sys; print(os.getcwd()); print('e', file=sys.stderr); sys.exit(3)"
    with started([sys.executable, "-c", code], tmp_path) as process:
        output, _ = process.communicate()
    assert set(output.split()) == {str(tmp_path.resolve()), "e"}
    assert process.returncode == 3


@posix
@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_it_ends_with_its_parent(tmp_path, end):
    command = [sys.executable, "-c", WRITES_ITS_NUMBER + "time.sleep(900)", str(tmp_path / "pid")]
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *command])
    number = number_in(tmp_path / "pid")
    getattr(parent, end)()
    parent.wait()
    assert ends(number)


@posix
def test_it_ends_with_what_interrupts_its_parent(tmp_path):
    command = [sys.executable, "-c", WRITES_ITS_NUMBER + "time.sleep(900)", str(tmp_path / "pid")]
    with pytest.raises(KeyboardInterrupt), started(command, Path()):
        number = number_in(tmp_path / "pid")
        raise KeyboardInterrupt
    assert ends(number)
