"""The casebook on a real JupyterHub. Run by deploy/try_hub.py, which makes the environments; left out everywhere else."""
