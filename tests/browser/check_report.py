"""Opens HTML reports in a real browser and says what is wrong with them.

    python3 tests/browser/check_report.py --chromium /usr/bin/chromium [--screenshots DIR] REPORT.html …

Each report is opened on small and large screens, light and dark, as print and without JavaScript. Wrong is: anything
on the console, a violation of the page's policy, a request for anything but the page itself, a page wider than its
screen, text out of its box in the drawing, text of too little contrast, a link to nowhere, a part without a name, a
copy button that does not copy. Standard library only. Exit code 1 if anything is wrong.
"""

import argparse
import base64
import pathlib
import sys

from chromium import Browser, Failed

# Name, width, colour scheme.
VIEWS = [
    ("phone-small", 320, "light"),
    ("phone", 390, "light"),
    ("phone-dark", 390, "dark"),
    ("tablet", 800, "light"),
    ("desktop", 1280, "light"),
    ("desktop-dark", 1280, "dark"),
]
IN_PAGE = (pathlib.Path(__file__).parent / "in_page.js").read_text()


def complaints(page, address):
    """What the browser complains of, and what it fetched besides the page."""
    for event in page.events():
        method, params = event["method"], event["params"]
        if method == "Log.entryAdded":
            yield f"log: {params['entry']['text']}"
        elif method == "Runtime.consoleAPICalled":
            yield f"console: {params['args']}"
        elif method == "Runtime.exceptionThrown":
            yield f"exception: {params['exceptionDetails']}"
        elif method == "Audits.issueAdded":
            yield f"issue: {params['issue']}"
        elif method == "Network.requestWillBeSent" and params["request"]["url"].split("#")[0] != address:
            yield f"request: {params['request']['url']}"
        elif method == "Page.javascriptDialogOpening":
            yield f"dialog: {params['message']}"


def of_page(page, check):
    """What one of the checks of in_page.js finds."""
    return page.evaluate(f"(() => {{ {IN_PAGE}\nreturn {check}(); }})()")


def of_views(page, address, keep):
    for view, width, scheme in VIEWS:
        page.look(width, scheme)
        page.open(address)
        page.evaluate("document.querySelectorAll('.pool').forEach((pool) => pool.style.contentVisibility = 'visible')")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{view}: {wide} pixels wide on a screen of {width}"
        for check in ("outside", "drawings", "contrast", "structure"):
            yield from (f"{view}: {wrong}" for wrong in of_page(page, check))
        yield from (f"{view}: {wrong}" for wrong in complaints(page, address))
        keep(page, view)


def of_buttons(page, address):
    page.look(390, "light")
    page.open(address)
    page.browser.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    boxes = page.evaluate("document.querySelectorAll('.copyable').length")
    if page.evaluate("document.querySelectorAll('.copyable button').length") != boxes:
        yield "not every text to copy has its button"
        return
    for at in range(min(boxes, 8)):
        place = page.evaluate(f"""(() => {{
            const button = document.querySelectorAll('.copyable button')[{at}];
            button.scrollIntoView({{ block: 'center' }});
            window.answer = new Promise((done) => {{
                new MutationObserver(() => done(button.textContent)).observe(button, {{ childList: true }});
                setTimeout(() => done('nothing'), 20000);
            }});
            const box = button.getBoundingClientRect();
            return {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }};
        }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            page.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)
        answer = page.evaluate("window.answer")
        copied = page.evaluate("navigator.clipboard.readText()")
        meant = page.evaluate(f"document.querySelectorAll('.copyable code')[{at}].textContent")
        if copied != meant:
            yield f"button {at} copies {copied!r} in place of {meant!r}"
        if answer != "Copied":
            yield f"button {at} says {answer!r} and not that it copied"
    if boxes:
        # Where the clipboard is out of reach the text is at least selected.
        selected = page.evaluate("""(async () => {
            navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
            document.execCommand = () => false;
            document.querySelector('.copyable button').click();
            await new Promise((done) => setTimeout(done, 50));
            return getSelection().toString() === document.querySelector('.copyable code').textContent
                && document.querySelector('.copyable button').textContent.startsWith('Selected');
        })()""")
        if not selected:
            yield "a text that cannot be copied is not selected"
    yield from complaints(page, address)


def of_keyboard(page, address):
    page.look(1280, "light")
    page.open(address)
    seen = []
    for _ in range(12):
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        seen.append(page.evaluate("""(() => {
            const at = document.activeElement, style = getComputedStyle(at);
            return [at.className || at.tagName, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
        })()"""))
    if seen[0][0] != "skip":
        yield f"the first thing that Tab reaches is {seen[0][0]}, not the way past the head"
    yield from (f"nothing shows that {what} has the focus" for what, shown in seen if what != "BODY" and not shown)


def of_print(page, address, folder):
    page.look(718, "dark", media="print")
    page.open(address)
    yield from (f"print: {wrong}" for wrong in of_page(page, "printed"))
    yield from (f"print: {wrong}" for wrong in of_page(page, "contrast"))
    pdf = base64.b64decode(page.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69,
                                     preferCSSPageSize=True)["data"])
    if not pdf.startswith(b"%PDF-") or len(pdf) < 5000:
        yield f"print: no page came out ({len(pdf)} bytes)"
    if folder:
        folder.with_suffix(".pdf").write_bytes(pdf)
    yield from (f"print: {wrong}" for wrong in complaints(page, address))


def of_script_off(page, address):
    page.look(390, "light")
    page.open(address)
    text = "document.querySelectorAll('.copyable button').forEach((button) => button.remove()); " \
           "document.querySelector('main').textContent"
    whole = page.evaluate(text)
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(address, settle=False)
    if page.evaluate("document.querySelectorAll('button').length"):
        yield "without JavaScript there are buttons"
    if page.evaluate("document.querySelector('main').textContent") != whole:
        yield "without JavaScript the page says something else"
    page.call("Emulation.setScriptExecutionDisabled", value=False)


def check(browser, report, screenshots):
    address = report.resolve().as_uri()
    stem = screenshots / report.stem if screenshots else None

    def keep(page, view):
        if stem:
            size = page.call("Page.getLayoutMetrics")["cssContentSize"]
            clip = {**size, "height": min(size["height"], 8000), "scale": 1}
            picture = page.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
            stem.with_name(f"{stem.name}-{view}.png").write_bytes(base64.b64decode(picture))

    page = browser.page()
    try:
        found = [
            *of_views(page, address, keep),
            *of_buttons(page, address),
            *of_keyboard(page, address),
            *of_print(page, address, stem),
            *of_script_off(page, address),
        ]
    finally:
        page.close()
    return [f"{report.name}: {wrong}" for wrong in dict.fromkeys(found)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chromium", required=True)
    parser.add_argument("--screenshots", type=pathlib.Path)
    parser.add_argument("reports", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    try:
        with Browser(options.chromium) as browser:
            wrong = [line for report in options.reports for line in check(browser, report, options.screenshots)]
    except Failed as failure:
        sys.exit(f"the browser failed: {failure}")
    for line in wrong:
        print(line)
    print(f"{len(options.reports)} reports, {len(VIEWS)} screens, print, keyboard, no JavaScript: {len(wrong)} faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
