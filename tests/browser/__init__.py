"""JupyterLab in a real browser, as the reader meets it: started by ``casekit lab``, in both languages, offline."""
