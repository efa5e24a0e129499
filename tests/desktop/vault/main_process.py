"""The main window in a process of its own: `python -m tests.desktop.vault.main_process PROJECT [MODULE]`.

It opens the window on a project, selects its interviews, presses the button of the vault and prints `opened`; told to
`lock` on standard input it ends that process as locking does, and prints `locked`. MODULE is run in place of the
vault's own.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

from PyQt6.QtCore import QObject, QSettings, pyqtSignal

from desktop.app import Taphos
from desktop.screenshots import hush_platform, wait_for_rest
from layers.project import open_project
from tests.layers.projects import PASSPHRASE


class Ears(QObject):
    """Hears standard input."""

    heard = pyqtSignal(str)

    def listen(self) -> None:
        """On a thread, to the end."""
        for line in sys.stdin:
            self.heard.emit(line.strip())
        self.heard.emit("end")


def main(project: str, module: str = "", idle: str = "") -> int:
    """Runs until it is told to end."""
    hush_platform()
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        taphos = Taphos("en", "light", settings=settings)
        window = taphos.show_project(open_project(Path(project), PASSPHRASE))
        wait_for_rest(window)
        interviews = window.session.project.register.codes("interview")
        window.session.select("interview", *interviews.values())
        wait_for_rest(window)
        if module:
            window.vault.command = (sys.executable, "-m", module)
        if idle:
            window.vault.idle = float(idle)
        window.vault.ended.connect(lambda: print("ended", flush=True))
        window.vault.failed.connect(lambda: print("failed", flush=True))

        def hear(line: str) -> None:
            if line == "lock":
                window.vault.end_now()
                print("locked", flush=True)
            else:
                window.close()

        ears = Ears()
        ears.heard.connect(hear)
        threading.Thread(target=ears.listen, daemon=True).start()
        window.actions_of_table["vault"].trigger()
        print("opened", flush=True)
        return taphos.run()


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
