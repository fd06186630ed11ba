"""The online shop: fifteen hundred buyers, each at a pace of its own, each leaving one day unannounced.

Nobody at Qinghe sees a buyer leave. A buyer has a pace (orders a week) and a chance of not coming
back after an order; between orders it waits by chance alone. The paces follow a gamma distribution,
the chances of leaving a beta distribution, and what an order earns follows one gamma distribution
within a buyer and another between buyers. These are the assumptions of the BG/NBD and Gamma-Gamma
models of lesson 15, so the parameters below can be found again in the table.

With these parameters a buyer who came on the very first day has 3.6 orders by the last day on average.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company import clock
from casekit.company.bits import Bits, along
from casekit.company.fair import PARTS, UNIT, apart, beta, dealt, evenly, gamma, read


@dataclass(frozen=True)
class ShopStory:
    """Everything that can be changed about the shop, with its unit."""

    buyers: int = 1500
    r: str = "0.55"  # how alike the paces are: the gamma's shape
    alpha: int = 1060  # the gamma's rate, hundredths of a week: the mean pace is r / alpha
    a: str = "0.8"  # the beta of the chance of leaving after an order: its mean is a / (a + b)
    b: str = "2.4"
    p: str = "6.3"  # how alike one buyer's orders are in margin
    q: str = "3.8"  # how alike the buyers are
    v: int = 1500  # the scale of margins, fen: the mean margin of an order is p v / (q - 1)
    leaves: bool = True  # does a buyer ever leave?
    alike: bool = False  # do all buyers have one pace, and all orders one margin?
    # when they came: (draw in millionths, day); the shop opened with a campaign
    joined: tuple = ((0, 0), (450_000, 45), (700_000, 180), (900_000, 450), (PARTS, 700))


STORY = ShopStory()
WITHOUT = {
    "buyers leave unannounced": replace(STORY, leaves=False),
    "buyers differ in pace and margin": replace(STORY, alike=True),
}
CHANNELS = {"search": 340, "live stream": 260, "friend": 220, "leaflet in the box": 180}
SHARES = (360, 400, 430, 460)  # margin in thousandths of the amount, by what is in the basket


def tables(seed, story=STORY):
    """The buyers and their orders."""
    hidden = traits(seed, story)
    orders = _orders(hidden, seed, story)
    return {"shop_buyers": _buyers(hidden, seed), "shop_orders": orders}


def traits(seed, story=STORY):
    """What each buyer is like: pace, chance of leaving, level of margin. No table has these.

    ``gap_weeks`` is the mean time between two orders, ``leaving`` the chance of leaving after an
    order, ``margin_cny`` the mean margin of an order.
    """
    bits, n = Bits(seed, "shop_buyers"), story.buyers
    came = np.sort(along(evenly(bits, n), story.joined) * clock.DAY + bits.below(n, clock.DAY))
    pace, leaving, level = (evenly(bits, n) for _ in range(3))
    if story.alike:
        pace, level = np.full(n, PARTS // 2), np.full(n, PARTS // 2)
    truth = pd.DataFrame({"consumer_id": [f"C{i:04d}" for i in range(1, n + 1)], "came": came})
    truth["pace"] = read(gamma(story.r, 16), pace)  # ten-millionths of 1 / alpha
    truth["leaving"] = read(beta(story.a, story.b), leaving) if story.leaves else 0  # ten-millionths
    truth["level"] = read(gamma(story.q, 24), level)  # ten-millionths of 1 / v
    return truth


def truth(seed, story=STORY):
    """The buyers' traits in units one can read, and the minute after which each is gone."""
    hidden = traits(seed, story)
    orders, gone = _visits(hidden, seed, story)
    return pd.DataFrame(
        {
            "consumer_id": hidden["consumer_id"],
            "gap_weeks": story.alpha / 100 * UNIT / hidden["pace"],
            "leaving_share": hidden["leaving"] / UNIT,
            "mean_margin_cny": float(story.p) * story.v / 100 * UNIT / hidden["level"],
            "gone": gone,
        }
    )


def _visits(hidden, seed, story):
    """Buyer and minute of every order, first orders included; and who has left by the end."""
    bits = Bits(seed, "shop_orders")
    here, when = np.arange(len(hidden)), hidden["came"].to_numpy()
    pace, leaving = hidden["pace"].to_numpy(), hidden["leaving"].to_numpy()
    gone, log = np.zeros(len(hidden), dtype=bool), [(here, when)]
    while len(here):
        wait = read(gamma("1", 16), bits.below(len(here), PARTS))
        when = when + wait * story.alpha * clock.WEEK // (100 * pace[here])
        here, when = here[when < clock.END], when[when < clock.END]
        log.append((here, when))
        stays = bits.below(len(here), UNIT) >= leaving[here]
        gone[here[~stays]] = True
        here, when = here[stays], when[stays]
    who, when = (np.concatenate(part) for part in zip(*log, strict=True))
    order = np.lexsort((who, when))
    return pd.DataFrame({"buyer": who[order], "when": when[order]}), gone


def _orders(hidden, seed, story):
    bits = Bits(seed, "shop margins")
    visits, _ = _visits(hidden, seed, story)
    n = len(visits)
    level = hidden["level"].to_numpy()[visits["buyer"]]
    draw = np.full(n, PARTS // 2) if story.alike else _luck(visits["buyer"], level, bits)
    margin = np.maximum(100, read(gamma(story.p, 28), draw) * story.v // level)  # fen
    share = np.array(SHARES)[dealt(bits, n, (20, 35, 30, 15))]
    return pd.DataFrame(
        {
            "shop_order_id": [f"W{i:05d}" for i in range(1, n + 1)],
            "consumer_id": hidden["consumer_id"].to_numpy()[visits["buyer"]],
            "order_date": clock.dates(visits["when"]),
            "net_amount_cny": margin * 1000 // share / 100,
            "margin_cny": margin / 100,
        }
    )


def _luck(buyer, level, bits):
    """The luck in each order's margin: among first orders, second orders and so on, even at every level."""
    number, luck = buyer.groupby(buyer).cumcount().to_numpy(), np.empty(len(buyer), dtype=np.int64)
    for each in range(number.max() + 1):
        rows = number == each
        luck[rows] = apart(bits, level[rows])
    return luck


def _buyers(hidden, seed):
    bits, n = Bits(seed, "shop_buyers list"), len(hidden)
    return pd.DataFrame(
        {
            "consumer_id": hidden["consumer_id"],
            "joined_date": clock.dates(hidden["came"]),
            "found_by": np.array(list(CHANNELS))[dealt(bits, n, list(CHANNELS.values()))],
            "city_tier": 1 + dealt(bits, n, (22, 33, 30, 15)),
        }
    )
