"""``python -m casekit.company``: write the company's CSV files again, and the copies as received."""

from casekit.company import SEED, as_received, simulate, write
from casekit.data import datasets_folder

if __name__ == "__main__":
    folder = datasets_folder()
    paths = [*write(folder / "qinghe"), *as_received.write(folder / "as_received", simulate(), SEED)]
    for path in paths:
        print(f"{path.parent.name}/{path.name}")
