"""What is shown where widgets do not run: a widget that carries its own still picture."""

WIDGET = "application/vnd.jupyter.widget-view+json"


class Still:
    """A live widget together with its still picture (HTML) and its words (plain text).

    JupyterLab shows the widget; every other reader of the page shows the still. The build takes the live part
    out of the stored pages, so what is stored is the still.
    """

    def __init__(self, widget, html, words):
        self.widget, self.html, self.words = widget, html, words

    def __repr__(self):
        return self.words

    def _repr_mimebundle_(self, include=None, exclude=None):
        live = self.widget._repr_mimebundle_()
        return {WIDGET: live[WIDGET], "text/html": self.html, "text/plain": self.words}
