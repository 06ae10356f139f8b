"""A page that is being written loads itself again in the browser."""

import functools
import threading

from archreport.site.preview.reloading import Changes, ReloadingHandler
from archreport.site.serve import bound
from tests.browser.conftest import PATIENCE


def test_what_is_saved_is_seen(browser, tmp_path):
    text = "<!DOCTYPE html><html><body><p>{}</p></body></html>"
    file = tmp_path / "index.html"
    file.write_text(text.format("before"))
    changes = Changes()
    handler = type("Handler", (ReloadingHandler,), {"changes": changes})
    with bound(functools.partial(handler, directory=str(tmp_path)), 0) as server:
        page = browser.new_page()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        assert page.locator("p").inner_text() == "before"
        for saved in ("once", "twice"):
            file.write_text(text.format(saved))
            changes.tell()
            page.get_by_text(saved).wait_for(timeout=PATIENCE * 1000)
        page.close()
        server.shutdown()
