"""The 731 days of the records: working days, public holidays and make-up working days.

Public holidays of mainland China as the State Council's General Office announced them for 2024
and 2025. Where a holiday is stretched, a weekend day before or after it is worked instead.
"""

import numpy as np
import pandas as pd

FIRST, LAST = np.datetime64("2024-01-01"), np.datetime64("2025-12-31")

HOLIDAYS = (  # first day, last day, name in English, name in Chinese
    ("2024-01-01", "2024-01-01", "New Year's Day", "元旦"),
    ("2024-02-10", "2024-02-17", "Spring Festival", "春节"),
    ("2024-04-04", "2024-04-06", "Tomb-Sweeping Day", "清明节"),
    ("2024-05-01", "2024-05-05", "Labour Day", "劳动节"),
    ("2024-06-10", "2024-06-10", "Dragon Boat Festival", "端午节"),
    ("2024-09-15", "2024-09-17", "Mid-Autumn Festival", "中秋节"),
    ("2024-10-01", "2024-10-07", "National Day", "国庆节"),
    ("2025-01-01", "2025-01-01", "New Year's Day", "元旦"),
    ("2025-01-28", "2025-02-04", "Spring Festival", "春节"),
    ("2025-04-04", "2025-04-06", "Tomb-Sweeping Day", "清明节"),
    ("2025-05-01", "2025-05-05", "Labour Day", "劳动节"),
    ("2025-05-31", "2025-06-02", "Dragon Boat Festival", "端午节"),
    ("2025-10-01", "2025-10-08", "National Day and Mid-Autumn Festival", "国庆节、中秋节"),
)
MAKE_UP_DAYS = (  # weekend days that are worked
    *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11"),
    *("2024-09-14", "2024-09-29", "2024-10-12"),
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
)


def days():
    """All days of the records, as dates."""
    return np.arange(FIRST, LAST + np.timedelta64(1, "D"))


def calendar():
    """One row a day: is it worked, is it a make-up day, and the holiday's name if it is one."""
    date = days()
    table = pd.DataFrame({"date": date})
    make_up = np.isin(date, np.array(MAKE_UP_DAYS, dtype="datetime64[D]"))
    english, chinese = np.full(len(date), None, dtype=object), np.full(len(date), None, dtype=object)
    for first, last, name, name_zh in HOLIDAYS:
        off = (date >= np.datetime64(first)) & (date <= np.datetime64(last))
        english[off], chinese[off] = name, name_zh
    weekend = table["date"].dt.day_of_week >= 5
    table["working_day"] = (~weekend | make_up) & (english == None)  # noqa: E711 (an array of objects)
    table["make_up_day"] = make_up
    table["holiday_en"], table["holiday_zh"] = english, chinese
    return table


def is_worked():
    """For each day of :func:`days`, whether it is worked."""
    return calendar()["working_day"].to_numpy()


def month_of(date):
    """The month of each date, counted from 0 (January 2024) to 23 (December 2025)."""
    return date.astype("datetime64[M]").astype(np.int64) - FIRST.astype("datetime64[M]").astype(np.int64)


def month_starts():
    """The first day of each of the 24 months."""
    return np.arange(np.datetime64("2024-01"), np.datetime64("2026-01")).astype("datetime64[D]")


_MONTHS = month_of(
    FIRST + np.arange(1000).astype("timedelta64[D]")
)  # some days beyond the end, for what is still due


def month_of_day(day):
    """The month, counted from 0, of each day, counted from 0."""
    return _MONTHS[day]
