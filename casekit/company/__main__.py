"""``python -m casekit.company``: write the company's CSV files again."""

from casekit.company import write
from casekit.data import datasets_folder

if __name__ == "__main__":
    for path in write(datasets_folder() / "qinghe"):
        print(path.name)
