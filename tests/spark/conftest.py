"""A real Spark: only where tools/try_spark.py has started a cluster."""

import os

collect_ignore_glob = [] if os.environ.get("CASEKIT_ENGINES") == "spark" else ["*.py"]
