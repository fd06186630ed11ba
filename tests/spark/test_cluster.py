"""It is a cluster that answers, not this process alone; the properties themselves stand in ``tests/test_engines.py``."""

import os

import pytest

pytestmark = pytest.mark.spark


def test_two_workers_share_the_work():
    from pyspark.sql import SparkSession

    context = SparkSession.builder.getOrCreate().sparkContext
    assert context.master.startswith("spark://127.0.0.1:")
    rows = context.parallelize(range(8), 8).mapPartitions(
        lambda _: [(os.environ["SPARK_EXECUTOR_DIRS"], os.getppid())]
    )
    assert len({folder for folder, _ in rows.collect()}) == 2
