"""Hours and days: minutes since the records begin, and the hours in which the office works.

The records begin on Monday 1 January 2024 and end with 31 December 2025. The office works from
nine to five on working days; its own time stands still in between.
"""

from functools import cache

import numpy as np
import pandas as pd

from casekit.company.calendar import is_worked

START = np.datetime64("2024-01-01T00:00", "m")  # a Monday
DAYS = 731  # 366 and 365
DAY = 24 * 60  # minutes
END = DAYS * DAY  # nothing later is on record
WEEK = 7 * DAY
OPENS, OFFICE_DAY = 9 * 60, 8 * 60


@cache
def worked():
    """For each day whether it is worked; after the end of the records, Monday to Friday."""
    later = np.arange(DAYS, DAYS + 1500) % 7 < 5
    return np.concatenate([is_worked(), later])


def working_day(day):
    """The day itself if it is worked, or else the next one that is."""
    return after_working_days(working_days_before(day))


def working_days_before(day):
    """How many working days lie before a day."""
    return np.searchsorted(np.flatnonzero(worked()), day)


def after_working_days(number):
    """The day before which so many working days lie, itself a working day."""
    return np.flatnonzero(worked())[number]


def office(minutes):
    """How many office minutes have gone by at a minute of the calendar.

    >>> office(np.array([0, DAY + 9 * 60 + 1, 2 * DAY])).tolist()  # New Year's Day is a holiday
    [0, 1, 480]
    """
    day, minute = np.divmod(minutes, DAY)
    before = np.cumsum(worked()) - worked()
    today = np.where(worked()[day], np.clip(minute - OPENS, 0, OFFICE_DAY), 0)
    return before[day] * OFFICE_DAY + today


def by_calendar(office_minutes):
    """The minute of the calendar at which so many office minutes have gone by.

    >>> (by_calendar(np.array([0, 479, 480])) // 60).tolist()
    [33, 40, 57]
    """
    days, minute = np.divmod(office_minutes, OFFICE_DAY)
    return np.flatnonzero(worked())[days] * DAY + OPENS + minute


def moments(minutes):
    """Date and time of each minute; none for minutes after the end of the records."""
    minutes = np.asarray(minutes, dtype=np.int64)
    return pd.Series((START + minutes.astype("timedelta64[m]")).astype("datetime64[s]")).where(minutes < END)


def dates(minutes):
    """The date of each minute."""
    return moments(minutes).dt.normalize()


def day_number(dates):
    """Days since 1 January 2024, of a column of dates."""
    return (dates.to_numpy().astype("datetime64[D]") - START.astype("datetime64[D]")).astype(np.int64)


def days_to_dates(day):
    """Dates of days counted from 1 January 2024."""
    return (START.astype("datetime64[D]") + np.asarray(day).astype("timedelta64[D]")).astype("datetime64[s]")
