"""A reader who keeps, takes along and brings back work in the browser edition, by its menu."""

import json
import shutil
from contextlib import contextmanager
from pathlib import Path

from tests.site.server import Server

# files of every kind a reader or a kernel makes: path -> content
MADE = {
    "progress.json": {"version": 1, "quiz": {"rfm-1": {"right": 4, "of": 5}}},
    "my notes.md": "# 我的笔记\n",
    "mine/2026/发票.csv": "a,b\n1,2\n",
    "mine/no ending": "hello",
    "mine/picture.png": bytes(range(256)),
    ".casekit/copies.json": {},
    "mine/own.ipynb": {"cells": [], "metadata": {"title": "mine"}, "nbformat": 4, "nbformat_minor": 5},
}
MINE = "This line is mine."
FILES = """async () => JSON.stringify(Object.fromEntries((await desk.mine()).map((file) => [file.path,
    file.format === 'base64' ? {base64: file.content.replace(/\\s/g, '')} : file.content])))"""
CHANGE = """async ([path, source, mine]) => {
  const notebook = (await desk.contents().get(path, {content: true})).content;
  notebook.cells[0].source = mine;
  if (source) notebook.metadata.casekit.source_hash = source;
  await desk.contents().save(path, {type: 'notebook', format: 'json', content: notebook});
  const open = jupyterapp.shell.currentWidget;
  if (open?.context?.path === path) await open.context.revert();
}"""
SHOWN = "() => { const {context} = jupyterapp.shell.currentWidget; return [context.path, context.model.toJSON().cells?.[0].source]; }"
SEALED = """files => { const text = JSON.stringify(files);
  return `{"casebook": 1, "checksum": ${desk.checksum(text)}, "files": ${text}}`; }"""


class Keeper:
    """One page of the edition."""

    def __init__(self, desk, address=None):
        self.page, self.address, self.language = desk.page, address or desk.address, desk.language
        self.page.set_default_timeout(60_000)

    def open(self, path=None):
        """Open the edition, on a notebook (then a kernel starts) or without one."""
        query = f"?path={path}" if path else "?reset"
        self.page.goto(f"{self.address}/{self.language}/lab/index.html{query}")
        self.page.wait_for_function("window.desk?.notes && document.getElementById('desk-button')")
        if path:
            self.page.wait_for_function(
                "path => jupyterapp.shell.currentWidget?.context?.path === path", arg=path
            )
            self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        else:
            # JupyterLab's last step: until then it may take the keyboard away from whoever has it
            self.page.wait_for_function("document.activeElement.matches('.jp-Launcher')")
        return self

    def files(self):
        """Every file of the reader's: path -> content, as JSON has it (the browser's store keeps what is ``undefined``, too)."""
        return json.loads(self.page.evaluate(FILES))

    def shipped(self, path):
        """A notebook as the edition has it."""
        return self.page.evaluate("path => desk.asShipped(path)", path)

    def shown(self):
        """The path and the first cell of the notebook in front."""
        return tuple(self.page.evaluate(SHOWN))

    def change(self, path, source=None):
        """Change a lesson, as if it was copied from another source, if one is named."""
        self.page.evaluate(CHANGE, [path, source, MINE])
        return self

    def make(self, files):
        """Write files."""
        for path, content in files.items():
            self.page.evaluate("file => desk.write(file)", {"path": path, **model(path, content)})
        return self

    def show(self, path):
        """Open a file from within."""
        self.page.evaluate(
            "path => jupyterapp.commands.execute('docmanager:open', {path}).then(() => {})", path
        )
        return self

    def choose(self, item):
        """Choose from the menu."""
        self.page.click("#desk-button")
        self.page.click(f"[role=menuitem][data-does={item}]")

    def said(self, kind):
        """The text of a note, as soon as it is there."""
        self.page.wait_for_function("id => document.querySelector(id)?.textContent", arg=f"#desk-{kind} p")
        return self.page.inner_text(f"#desk-{kind} p")

    def act(self, kind):
        """Do what a note offers."""
        self.page.click(f"#desk-{kind} button >> nth=0")

    def close_note(self, kind):
        """Close a note."""
        self.page.click(f"#desk-{kind} .desk-close")
        return self

    def export(self, folder):
        """Save everything to one file."""
        with self.page.expect_download() as download:
            self.choose("save")
        file = Path(folder) / download.value.suggested_filename
        download.value.save_as(file)
        return file

    def export_to(self, downloads):
        """The same where the driver does not hear of downloads: the file appears in their folder."""
        self.choose("save")
        self.said("saved")
        for _ in range(100):
            if found := list(downloads.glob("casebook*.json")):
                return found[0]
            self.page.wait_for_timeout(100)
        raise AssertionError("nothing was downloaded")

    def restore(self, bundle, kind="restored"):
        """Bring back a file, or what is given as its text, and wait for the answer."""
        self.page.evaluate("kind => document.getElementById(`desk-${kind}`)?.remove()", kind)
        if isinstance(bundle, str):
            bundle = {"name": "casebook.json", "mimeType": "application/json", "buffer": bundle.encode()}
        self.page.set_input_files("#desk-file", bundle)
        return self.said(kind)

    def sealed(self, files):
        """A bundle of these files with a checksum that is right."""
        return self.page.evaluate(SEALED, files)


def model(path, content):
    """A file as JupyterLab's contents API has it."""
    import base64

    if path.endswith(".ipynb"):
        return {"type": "notebook", "format": "json", "content": content}
    if isinstance(content, bytes):
        return {"type": "file", "format": "base64", "content": base64.b64encode(content).decode()}
    return {"type": "file", "format": "text" if isinstance(content, str) else "json", "content": content}


@contextmanager
def edition_after(folder, to):
    """The site on a server of its own, and a function that puts a newer edition in its place."""
    for each in Path(folder).resolve().iterdir():
        (to / each.name).symlink_to(each)
    old = json.loads((to / "edition.json").read_text(encoding="utf-8"))["edition"]

    def renew():
        for name in ("edition.json", "service-worker.js", "desk.js"):
            text = (to / name).read_text(encoding="utf-8")
            (to / name).unlink()
            (to / name).write_text(text.replace(old, "f" * 16), encoding="utf-8")

    server = Server(to)
    yield server, renew
    server.stop()
    shutil.rmtree(to)
