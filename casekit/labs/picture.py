"""The picture of a lab: what stands still is drawn once, and a moved slider draws only what moves."""

import warnings
from html import escape
from io import BytesIO

import numpy as np

from casekit import look

FRAME = 2.5  # the height at which matplotlib draws the frames of axes
ROOM = 4  # pixels kept around a text: a letter may reach over the edge of its box
KEPT = 24  # looks of a text that are kept: a tenth of a megabyte each, for a long one


class Scene:
    """A figure and the artists in it that move.

    Parameters
    ----------
    figure : matplotlib Figure
    artists : list of artists
        What a step changes, and what stands still but lies over it; in the order in which they are drawn. The frames
        of the axes need not be named. Of a text a step may change the words, place, alignment, colour and font.
    """

    def __init__(self, figure, artists):
        from matplotlib.text import Text

        frames = [line for ax in figure.axes for line in ax.spines.values()]
        front = [artist for artist in artists if artist.zorder > FRAME]
        self.redrawn = [artist for artist in artists if artist.zorder <= FRAME] + frames + front
        self.drawers = [_Words(each) if type(each) is Text else each for each in self.redrawn]
        self.figure, self.still = figure, None

    def whole(self):
        """The picture with everything drawn anew, as PNG: the one that pages store."""
        return look.raw_png(self.figure)[0]

    def stepped(self):
        """The picture with only the moving parts drawn anew, as JPEG."""
        canvas = self.figure.canvas
        with look.style(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # characters no font has: the whole picture has told of them
            self.still = self.still or self._without_what_moves()
            canvas.restore_region(self.still)
            for each in self.drawers:
                each.draw(canvas.get_renderer())
        return _quick(canvas)

    def _without_what_moves(self):
        shown = [artist for artist in self.redrawn if artist.get_visible()]
        for artist in shown:
            artist.set_visible(False)
        self.figure.canvas.draw()
        for artist in shown:
            artist.set_visible(True)
        return self.figure.canvas.copy_from_bbox(self.figure.bbox)


class _Words:
    """A text of the picture. Letters cost most of a step: a text that was there before gets back the pixels it had.

    Sliders go to and fro, so the last few looks of each text are kept, each with the pixels that lay under it: pixels
    are put back only where both the text and all that lies under it are the same.
    """

    def __init__(self, text):
        self.text, self.kept = text, {}

    def draw(self, renderer):
        """Write the text, or put back its pixels."""
        looks = self._looks()
        place, under, written = self.kept.get(looks) or (self._place(renderer), None, None)
        pixels = np.asarray(renderer.buffer_rgba())[place]
        if under is not None and np.array_equal(pixels, under):
            pixels[:] = written
        else:
            self._write(looks, place, pixels, renderer)

    def _write(self, looks, place, pixels, renderer):
        under = pixels.copy()
        self.text.draw(renderer)
        self.kept[looks] = place, under, pixels.copy()
        if len(self.kept) > KEPT:
            del self.kept[next(iter(self.kept))]  # the oldest

    def _looks(self):
        """All of which the pixels depend, but for what lies under the text."""
        text = self.text
        place = *text.get_transform().transform(text.get_position()), text.get_ha(), text.get_va()
        colour = str(text.get_color())
        return text.get_text(), place, colour, hash(text.get_fontproperties()), text.get_visible()

    def _place(self, renderer):
        """Rows and columns of the picture."""
        box = self.text.get_window_extent(renderer).padded(ROOM)
        top, bottom, left, right = renderer.height - box.y1, renderer.height - box.y0, box.x0, box.x1
        return tuple(
            slice(max(int(low), 0), max(int(high) + 1, 0)) for low, high in ((top, bottom), (left, right))
        )


def _quick(canvas):
    """A canvas as JPEG, which is packed three times as fast as PNG; to the eye it is the same."""
    from PIL import Image

    stream = BytesIO()
    picture = Image.frombuffer("RGBX", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBX", 0, 1)
    picture.save(stream, "jpeg", quality=95, subsampling=0)
    return stream.getvalue()


class Lab:
    """What every lab shares: a picture of fixed size that steps, and its words.

    A lab has ``said()`` (the picture in words, its alternative text), ``caption()`` (how to read it) and ``lines()`` (what the
    picture cannot say); it calls ``moves(figure, artists)`` once and ``drawn()`` at the end of every step.
    """

    scene = picture = None

    def moves(self, figure, artists):
        """Name the figure and what moves in it, from back to front."""
        self.scene = Scene(figure, artists)

    def drawn(self):
        """Draw the state."""
        self.picture = self.scene.stepped()

    def figure(self, png=None):
        """The picture as HTML, with its size, so that the page does not jump."""
        width, height = self.scene.figure.canvas.get_width_height()
        size = f' width="{width}" height="{height}"'
        return look.figure_html(self.picture if png is None else png, self.said(), self.caption(), size)

    def panel(self):
        """The lines under the picture, as a list."""
        return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in self.lines())}</ul>"

    def whole_figure(self, colours=32):
        """The picture as a page stores it: drawn whole, with few colours."""
        return self.figure(look.small(self.scene.whole(), colours))
