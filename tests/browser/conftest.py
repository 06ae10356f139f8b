"""A real site, served on loopback, and a headless Chromium to read it with."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

#: Seconds that a page has for what it does at once where nothing else is done.
PATIENCE = 180
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def address(serve, site):
    """Where the test's site is served."""
    return serve(site)


@pytest.fixture(scope="session")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("The browser tests need Chromium.")
        pytest.skip("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=FLAGS, timeout=PATIENCE * 1000
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def open_page(browser, address):
    """Open a page of the site; complaints of the page are collected in ``page.complaints``."""
    contexts = []

    def open_(path, *, width=1280, height=900, scheme="light", javascript=True, locale="en-US"):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale=locale,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.complaints = []

        def leaves(request):
            if not request.url.startswith((address, "data:", "blob:")):
                page.complaints.append(f"request to {request.url}")

        def said(message):
            if message.type == "error":
                page.complaints.append(f"console: {message.text}")

        page.on("request", leaves)
        page.on("console", said)
        page.on("pageerror", lambda error: page.complaints.append(f"error: {error}"))
        page.goto(address + path, wait_until="load")
        return page

    yield open_
    for context in contexts:
        context.close()
