"""The customer cards: fifteen fields of each customer, with their source, date, purpose and expiry.

Nothing is collected about the private life of an owner; every field has a purpose and a last day.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.company.bits import Bits
from casekit.company.customers import LAST_DAY


@dataclass(frozen=True)
class Field:
    """One field of the card: what it may say (English, Chinese), what it is for, and how long it is kept."""

    name: str
    purpose: str
    kept: int  # years from the day it was collected
    values: tuple


def _range(words, pairs):
    return tuple((f"{low}-{high}", f"{low}～{high} {words}") for low, high in pairs)


FIELDS = (
    # basic data
    Field(
        "legal_form",
        "contract",
        5,
        (
            ("limited company", "有限责任公司"),
            ("sole trader", "个体工商户"),
            ("partnership", "合伙企业"),
            ("public institution", "事业单位"),
        ),
    ),
    Field(
        "line_of_business",
        "service",
        3,
        (
            ("kitchen appliances", "厨房电器"),
            ("home appliances", "家用电器"),
            ("general goods", "百货"),
            ("own use", "自用"),
        ),
    ),
    Field("founded_year", "credit", 5, tuple((str(year), f"{year} 年") for year in range(1996, 2016))),
    Field("employees", "credit", 2, _range("人", ((1, 9), (10, 49), (50, 199), (200, 999)))),
    Field("outlets", "delivery", 2, _range("个", ((1, 1), (2, 4), (5, 12), (13, 40)))),
    # features
    Field(
        "service_area", "planning", 3, (("town", "镇"), ("county", "县"), ("city", "市"), ("province", "省"))
    ),
    Field("sales_ability", "planning", 1, (("strong", "强"), ("fair", "一般"), ("weak", "弱"))),
    Field("growth_potential", "planning", 1, (("high", "高"), ("middle", "中"), ("low", "低"))),
    Field(
        "business_direction",
        "planning",
        2,
        (
            ("more outlets", "增设网点"),
            ("online", "转向线上"),
            ("steady", "维持现状"),
            ("cutting back", "收缩"),
        ),
    ),
    Field("storage", "delivery", 2, _range("平方米", ((20, 99), (100, 499), (500, 1999)))),
    # business
    Field("staff_quality", "service", 1, (("good", "好"), ("fair", "一般"), ("poor", "差"))),
    Field(
        "other_suppliers",
        "planning",
        1,
        (("none", "无"), ("one", "一家"), ("two or three", "两三家"), ("many", "多家")),
    ),
    Field("attitude_to_us", "service", 1, (("close", "密切"), ("friendly", "友好"), ("cool", "冷淡"))),
    # trading
    Field("credit_standing", "credit", 1, (("good", "良好"), ("fair", "一般"), ("doubtful", "存疑"))),
    Field(
        "delivery_wish",
        "delivery",
        2,
        (("mornings", "上午送货"), ("afternoons", "下午送货"), ("any time", "随时送货")),
    ),
)
SOURCES = {
    "sales visit": 46,
    "online questionnaire": 10,
    "market survey": 12,
    "research agency": 6,
    "the customer itself": 18,
    "public register": 8,
}


@dataclass(frozen=True)
class CardStory:
    """What can be changed about the cards, with its unit."""

    seen_again: int = 550  # thousandths of the fields that were looked at on the day the card was checked


STORY = CardStory()


def customer_card_fields(customers, seed, story=STORY):
    """One row a customer and field."""
    bits, n = Bits(seed, "customer_card_fields"), len(customers)
    chosen = np.stack([bits.below(n, len(field.values)) for field in FIELDS], axis=1).ravel()
    field = np.tile(np.arange(len(FIELDS)), n)
    chosen = _that_fit(chosen.reshape(n, -1), customers).ravel()
    words = np.array([[*each.values] + [("", "")] * (20 - len(each.values)) for each in FIELDS])
    collected = _collected(customers, bits, story)
    kept = np.array([each.kept for each in FIELDS])[field]
    return pd.DataFrame(
        {
            "customer_id": np.repeat(customers["customer_id"].to_numpy(), len(FIELDS)),
            "card_field": np.array([each.name for each in FIELDS])[field],
            "value_en": words[field, chosen, 0],
            "value_zh": words[field, chosen, 1],
            "source": np.array(list(SOURCES))[bits.chosen(len(field), list(SOURCES.values()))],
            "collected_date": collected,
            "purpose": np.array([each.purpose for each in FIELDS])[field],
            "expiry_date": collected + (365 * kept).astype("timedelta64[D]"),
        }
    )


def _that_fit(chosen, customers):
    """Public bodies are public institutions that buy for their own use, and so on."""
    chosen = chosen.copy()
    nature = customers["nature"].to_numpy()
    public, channel = nature == "government", nature == "channel"
    chosen[:, 0] = np.where(public, 3, np.minimum(chosen[:, 0], 2))
    chosen[:, 1] = np.where(channel, np.minimum(chosen[:, 1], 2), 3)
    return chosen


def _collected(customers, bits, story):
    """The day each value was written down: at the last check of the card, or up to three years before."""
    n = len(customers) * len(FIELDS)
    checked = np.repeat(customers["last_verified_date"].to_numpy().astype("datetime64[D]"), len(FIELDS))
    began = np.repeat(customers["onboard_date"].to_numpy().astype("datetime64[D]"), len(FIELDS))
    before = np.where(bits.below(n, 1000) < story.seen_again, 0, bits.between(n, 30, 1100))
    return np.minimum(np.maximum(checked - before.astype("timedelta64[D]"), began), LAST_DAY)
