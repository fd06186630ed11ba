"""Surveys: what customers say when they are asked, and who does not answer.

Every half-year some customers are asked online. The dissatisfied answer less often, so those who
answered look happier than all who were asked. Of the silent, a few drawn by lot are telephoned, and
they all answer: with them one can see how large the error is, and mend it.

The first time Qinghe used the chapter's printed scale, three grades good and two bad. From the
second time on the scale is balanced.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company.bits import Bits
from casekit.company.fair import some

PRINTED = ("very dissatisfied", "dissatisfied", "satisfied", "fairly satisfied", "very satisfied")
BALANCED = ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied")


@dataclass(frozen=True)
class VoiceStory:
    """Everything that can be changed about the surveys, with its unit."""

    # the day each wave was sent, and how many customers were asked
    waves: tuple = (("2024-06-03", 265), ("2024-12-02", 280), ("2025-06-03", 295), ("2025-12-01", 310))
    # of the least to the most satisfied, how many answer online, thousandths
    answers: tuple = (230, 330, 520, 660, 720)
    telephoned: int = 350  # thousandths of the silent
    # below the first cut a customer is very dissatisfied, above the last very satisfied
    cuts: tuple = (-1300, -500, 200, 1200)
    # below which the printed scale's grades begin; it has no middle, so the lukewarm say "satisfied"
    printed_cuts: tuple = (-1300, -600, 300, 1100)
    complained: int = -450  # what a complaint in the last half-year does to satisfaction
    called_first: int = 350  # and what it gives back to have been telephoned before the remedy


STORY = VoiceStory()
WITHOUT = {"the dissatisfied answer less often": replace(STORY, answers=(560,) * 5)}


def tables(seed, customers, complaints, story=STORY):
    """The surveys: one row a customer asked."""
    hidden = traits(seed, customers, complaints, story)
    return {"surveys": _surveys(hidden, seed, story)}


def traits(seed, customers, complaints, story=STORY):
    """Everyone asked, with the satisfaction of each, answered or not."""
    bits = Bits(seed, "surveys")
    liking = pd.Series(bits.bell(len(customers)), index=customers["customer_id"].to_numpy())
    waves = [_wave(day, n, customers, complaints, liking, bits, story) for day, n in story.waves]
    truth = pd.concat(waves, ignore_index=True)
    truth["grade"] = np.searchsorted(story.cuts, truth["mood"])
    printed = truth["sent_date"] == pd.Timestamp(story.waves[0][0])
    truth["said"] = np.where(printed, np.searchsorted(story.printed_cuts, truth["mood"]), truth["grade"])
    truth["printed"] = printed
    return truth


def _wave(day, n, customers, complaints, liking, bits, story):
    """Who is asked at one time, and how satisfied they then are."""
    day = pd.Timestamp(day)
    able = customers.loc[customers["onboard_date"] < day - pd.Timedelta(days=30), "customer_id"].to_numpy()
    asked = np.sort(able[bits.shuffled(len(able))[:n]])
    mood = (850 * liking[asked].to_numpy() + 520 * bits.bell(len(asked))) // 1000 + 350
    lately = complaints[complaints["received_at"].between(day - pd.Timedelta(days=182), day)]
    called = lately.loc[lately["called_before_remedy"], "customer_id"]
    mood += np.where(np.isin(asked, lately["customer_id"]), story.complained, 0)
    mood += np.where(np.isin(asked, called), story.called_first, 0)
    return pd.DataFrame({"customer_id": asked, "sent_date": day.to_datetime64(), "mood": mood})


def _surveys(hidden, seed, story):
    bits, n = Bits(seed, "survey answers"), len(hidden)
    online = _answers_online(hidden["grade"], bits, story)
    telephone = np.zeros(n, dtype=bool)
    telephone[~online] = some(bits, int((~online).sum()), story.telephoned)
    answered = online | telephone
    days = np.where(online, bits.between(n, 0, 9), bits.between(n, 14, 24))
    mood = hidden["mood"].to_numpy()
    said = np.where(hidden["printed"], np.array(PRINTED)[hidden["said"]], np.array(BALANCED)[hidden["said"]])
    table = pd.DataFrame(
        {
            "survey_id": [f"SV{i:04d}" for i in range(1, n + 1)],
            "customer_id": hidden["customer_id"],
            "sent_date": hidden["sent_date"],
            "answer_mode": np.where(online, "online", np.where(telephone, "telephone", "no answer")),
            "answered_date": hidden["sent_date"] + pd.to_timedelta(days, unit="D"),
            "survey_scale": np.where(hidden["printed"], "printed", "balanced"),
            "satisfaction": said,
            "repeat_percent": _grades(mood + 500 * bits.bell(n) // 1000, 55, 22, 100) // 5 * 5,
            "recommend": _grades(mood + 500 * bits.bell(n) // 1000, 7, 2, 10),
            "effort": _grades(600 * bits.bell(n) // 1000 - mood, 4, 1, 7).clip(1),
        }
    )
    for column in table.columns[4:].drop("survey_scale"):
        table[column] = table[column].where(answered)
    whole = ["repeat_percent", "recommend", "effort"]
    return table.astype(dict.fromkeys(whole, "Int64"))


def _answers_online(grades, bits, story):
    answers = np.zeros(len(grades), dtype=bool)
    for grade, share in enumerate(story.answers):
        rows = (grades == grade).to_numpy()
        answers[rows] = some(bits, int(rows.sum()), share)
    return answers


def _grades(mood, middle, spread, most):
    """A trait as a whole number from 0 to ``most``: ``middle`` for the middling, rounded half up."""
    return pd.Series(np.clip((1000 * middle + spread * mood + 500) // 1000, 0, most))
