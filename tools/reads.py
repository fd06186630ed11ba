"""Run in a kernel before a page's cells: write down, after each, which of the workbook's files the page reads, code included."""


def _note_what_is_read():
    import json
    import os
    import sys
    from importlib.util import source_from_cache

    root, read = os.environ["CASEKIT_BUILD_ROOT"] + os.sep, set()

    def opened(event, args):
        if event == "open" and isinstance(args[0], str) and not args[2] & (os.O_WRONLY | os.O_RDWR):
            read.add(args[0])

    def write(*_):
        inside = {os.path.abspath(path) for path in read}
        inside = {
            source_from_cache(path) if path.endswith(".pyc") else path
            for path in inside
            if path.startswith(root)
        }
        with open(os.environ["CASEKIT_BUILD_READS"], "w", encoding="utf-8") as file:
            json.dump(sorted(path.removeprefix(root).replace(os.sep, "/") for path in inside), file)

    sys.addaudithook(opened)
    # not at its end: a kernel that is slow to end is killed
    get_ipython().events.register("post_run_cell", write)  # noqa: F821


_note_what_is_read()
del _note_what_is_read
