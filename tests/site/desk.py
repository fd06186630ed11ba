"""A page of the browser edition, driven as a reader drives it: open, run, read what came out."""

READY = """() => {
  const app = window.jupyterapp, widget = app && app.shell.currentWidget;
  const kernel = widget && widget.sessionContext && widget.sessionContext.session && widget.sessionContext.session.kernel;
  return Boolean(kernel && kernel.status === 'idle' && kernel.info);
}"""
# A kernel here belongs to one open notebook. So the notebook's cells are put in place of those that are there, names are
# forgotten, all cells are run, and every output is given back.
RUN = """async (path) => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  const folder = path.split('/').slice(0, -1).join('/'), kernel = panel.sessionContext.session.kernel;
  panel.content.model.fromJSON((await app.serviceManager.contents.get(path, {content: true})).content);
  await kernel.requestExecute({code: `%reset -f\\nimport os; os.chdir("/drive/${folder}")`}).done;
  await app.commands.execute('notebook:run-all-cells');
  const code = [...panel.content.model.cells].filter((cell) => cell.type === 'code');
  return code.map((cell) => ({...cell.toJSON(), outputs: cell.outputs.toJSON()}));
}"""


# runs the open notebook as it stands
RUN_HERE = """async () => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  await app.commands.execute('notebook:run-all-cells');
  const code = [...panel.content.model.cells].filter((cell) => cell.type === 'code');
  return code.map((cell) => ({...cell.toJSON(), outputs: cell.outputs.toJSON()}));
}"""
SHOW = """async (tag) => {
  const content = window.jupyterapp.shell.currentWidget.content, cells = [...content.model.cells];
  const at = cells.findIndex((cell) => (cell.getMetadata('tags') || []).includes(tag));
  content.activeCellIndex = at;
  await content.scrollToItem(at, 'start');
  return at;
}"""
PYTHON = """async (code) => {
  const done = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code});
  const said = [];
  done.onIOPub = ({content}) => said.push(content.text || (content.data && content.data['text/plain']) || content.evalue || '');
  await done.done;
  return said.join('');
}"""


class Desk:
    """One browser page with JupyterLab in it."""

    def __init__(self, page, address, language):
        self.page, self.address, self.language = page, address, language
        page.set_default_timeout(120_000)

    def open(self, path):
        """Open the edition on a notebook, as a link of a page does."""
        self.page.goto(f"{self.address}/{self.language}/lab/index.html?path={path}")
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell")

    def wait_for_kernel(self):
        """Until the notebook's kernel is idle."""
        self.page.wait_for_function(READY)

    def run(self, path):
        """Run a notebook on the page's one kernel; its code cells with their outputs."""
        return self.page.evaluate(RUN, path)

    def run_here(self):
        """Run all cells of the open notebook; its code cells with their outputs."""
        return self.page.evaluate(RUN_HERE)

    def show(self, tag):
        """Go to the first cell with this tag; its outputs."""
        at = self.page.evaluate(SHOW, tag)
        cell = self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{at}"]')
        cell.locator(".jp-OutputArea-output").first.wait_for()
        return cell

    def python(self, code):
        """What a line of Python says in the open notebook's kernel."""
        return self.page.evaluate(PYTHON, code)


def faults(cells):
    """What went wrong in the cells that ran, where an error was not meant."""
    return [
        f"{''.join(cell['source'])[:300]}\n{output['ename']}: {output['evalue']}"
        for cell in cells
        for output in cell["outputs"]
        if output["output_type"] == "error" and "raises-exception" not in cell["metadata"].get("tags", [])
    ]
