"""A reader in front of JupyterLab: opens notebooks, runs them, looks at what the page shows."""

import json
import re
from posixpath import dirname, normpath

from playwright.sync_api import expect

from tests.browser.lab import PATIENCE

BEFORE_THE_END = 1000 * PATIENCE  # milliseconds; passed only where something is wrong
CHINESE = re.compile("[\u4e00-\u9fff]")
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
MENUS = {"run": 3, "kernel": 4}  # places in the menu bar, the same in every language

# Asked of a notebook's panel in the page. textContent, not innerText: cells out of sight are not laid out.
PROMPTS = "panel => [...panel.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(each => each.textContent.trim())"
ALL_RUN = f"panel => ({PROMPTS})(panel).every(prompt => /^\\[\\d+\\]:$/.test(prompt))"
NOT_ALL_RUN = f"panel => !({ALL_RUN})(panel)"
STOPPED = f"""panel => ({ALL_RUN})(panel) || (panel.querySelector('[data-mime-type="application/vnd.jupyter.error"]')
    && !({PROMPTS})(panel).includes('[*]:'))"""
DRAWN = "panel => [...panel.querySelectorAll('img')].every(image => image.complete)"
FAULTS = """panel => [...panel.querySelectorAll(
    '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]'
)].map(each => each.textContent)"""
PICTURES = """panel => [...panel.querySelectorAll('.jp-OutputArea-output img')].map(image => ({
    alt: image.alt, width: image.naturalWidth,
    caption: image.closest('figure')?.querySelector('figcaption')?.textContent ?? ''}))"""
TOO_WIDE = """panel => [...panel.querySelectorAll('.jp-OutputArea-output, .jp-MarkdownOutput')].filter(output =>
    output.scrollWidth > output.clientWidth + 1
    || output.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1
).map(output => `${output.scrollWidth} px in ${output.clientWidth}: ${output.textContent.trim().slice(0, 80)}`)"""


class Notebook:
    """One notebook, open in JupyterLab; several may be open on one page, each behind its tab."""

    def __init__(self, page, work, path):
        self.page, self.path = page, path
        page.wait_for_function("path => location.pathname.endsWith(`/tree/${path}`)", arg=path)
        self.sources = ["".join(cell["source"]) for cell in read(work / self.path)["cells"]]
        page.wait_for_function(
            f"count => document.querySelectorAll('{FRONT} .jp-Cell').length === count", arg=len(self.sources)
        )
        self.id = page.locator(FRONT).get_attribute("id")
        self.panel = page.locator(f'[id="{self.id}"]')
        self.wait_for_kernel()

    def wait_for_kernel(self):
        """A kernel is there when the status bar says so; the sign in the notebook's own bar comes too early."""
        bar = self.page.locator("#jp-main-statusbar")
        expect(bar).to_contain_text(self.path.rsplit("/", 1)[1])
        expect(bar).to_contain_text(re.compile(r"\| (Idle|空闲)"))

    def front(self):
        """Bring the notebook to the front, as a click on its tab does."""
        if "lm-mod-hidden" in self.panel.get_attribute("class"):
            self.page.locator(f'.lm-TabBar-tab[data-id="{self.id}"]').click()
            expect(self.panel).to_be_visible()
        return self

    def ask(self, question):
        """The answer to a question asked in JavaScript of the notebook's panel."""
        return self.panel.evaluate(question)

    def wait(self, question):
        """Wait until the answer is yes."""
        self.page.wait_for_function(question, arg=self.panel.element_handle())

    # Running ------------------------------------------------------------------------------------------

    def choose(self, menu, command):
        """Choose a command from the menu bar."""
        self.front()
        self.page.locator("li.lm-MenuBar-item").nth(MENUS[menu]).click()
        self.page.locator(f'.lm-Menu-item[data-command="{command}"]').click()

    def run_all(self):
        """Run, Run All Cells; wait until all cells have run, or one has failed, and all pictures are drawn."""
        self.choose("run", "runmenu:run-all")
        return self._run_to_the_end()

    def restart_and_run_all(self):
        """Kernel, Restart Kernel and Run All Cells: what the start page says to do when something goes wrong."""
        self.choose("kernel", "runmenu:restart-and-run-all")
        self.page.locator(".jp-Dialog-button.jp-mod-accept").click()
        self.wait(NOT_ALL_RUN)
        return self._run_to_the_end()

    def _run_to_the_end(self):
        self.wait(STOPPED)
        expect(self.panel).not_to_contain_text("Loading widget")
        self.wait(DRAWN)
        return self

    def cell(self, words):
        """The cell whose source has these words."""
        place = next(place for place, source in enumerate(self.sources) if words in source)
        return self.panel.locator(f'.jp-Cell[data-windowed-list-index="{place}"]')

    def output(self, words):
        """What the cell whose source has these words shows."""
        return self.cell(words).locator(".jp-OutputArea-output")

    def run(self, words):
        """Run one cell with Ctrl+Enter; what it shows."""
        cell = self.front().cell(words)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.text_content()
        prompt.click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"^\[\d+\]:$"))
        return self.output(words)

    def type_into(self, words, answer):
        """Replace what stands in a cell by typing."""
        self.front().cell(words).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(answer)

    # Following links ----------------------------------------------------------------------------------

    def follow(self, address, work):
        """Click on a link to another notebook (JupyterLab turns its address into a path from the top)."""
        path = normpath(f"{dirname(self.path)}/{address}")
        self.front().panel.locator(f'.jp-MarkdownOutput a[href*="{path}"]').first.click()
        return Notebook(self.page, work, path)

    def in_a_tab_of_its_own(self, work):
        """The same notebook in another tab of the browser, with nothing else open: JupyterLab lays all that is open in a tab out anew at each step."""
        page = self.page.context.new_page()
        page.goto(f"{self.page.url.partition('/lab')[0]}/lab/tree/{self.path}?reset")
        return Notebook(page, work, self.path)


def read(path):
    """A notebook, or any other file in JSON."""
    return json.loads(path.read_text(encoding="utf-8"))
