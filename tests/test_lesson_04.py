"""What lesson 4 says in words about Qinghe's customers is what the tables say; change one, and the other must follow."""

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import composition

YUEQIAO, ZHAOLU, LANTIAN, QINGCHUAN = "QH0005", "QH0054", "QH0042", "QH0035"
FENGHE, ZHANGLIN, BAIJIN, XINGTAN, XINGQIAO = "QH0040", "QH0237", "QH0340", "QH0034", "QH0013"
XIANGLIN, MUXI, MINGQU, CHENGTAI, TINGLAN = "QH0015", "QH0031", "QH0046", "QH0328", "QH0021"
CHUNTAN = ["QH0061", "QH0062", "QH0063"]


class Company:
    def __init__(self):
        self.orders, self.returns = casekit.load("orders"), casekit.load("returns")
        self.register = casekit.load("customers").set_index("customer_id")
        self.sales = {year: composition.net_sales(self.orders, self.returns, year) for year in (2024, 2025)}
        self.net = self.sales[2025].groupby("customer_id")["net_amount_cny"].sum()
        self.table = composition.abc_table(self.sales[2025])
        group = self.register["group_id"].fillna(self.register.index.to_series())
        self.grouped = {
            year: composition.abc_table(rows.assign(customer_id=rows["customer_id"].map(group)))
            for year, rows in self.sales.items()
        }
        wallet = casekit.load("wallet")
        self.wallet = wallet[wallet["quarter"].dt.year == 2025]
        self.shares = composition.share_of_wallet(self.sales[2025], self.wallet)


@pytest.fixture(scope="module")
def q():
    return Company()


def test_the_people_of_the_lesson_are_who_they_are(q):
    cast = [YUEQIAO, ZHAOLU, LANTIAN, QINGCHUAN, FENGHE, ZHANGLIN, BAIJIN, XINGTAN, XIANGLIN, MUXI, MINGQU,
            CHENGTAI, TINGLAN, CHUNTAN[0]]  # fmt: skip
    assert [q.register.at[each, "name_zh"][:2] for each in cast] == [
        "月桥", "朝露", "蓝田", "晴川", "风荷", "樟林", "柏津", "杏坛", "橡林", "木樨", "明渠", "澄台", "汀兰", "椿滩",
    ]  # fmt: skip
    assert (
        q.register.at[BAIJIN, "name_zh"] == "柏津中学"
        and q.register.at[TINGLAN, "channel_role"] == "wholesale"
    )
    assert q.register["rep"].nunique() == 4


def test_59_of_406_customers_are_a(q):
    classes = composition.by_class(q.table)
    assert classes["customers"].tolist() == [59, 138, 209]
    assert (100 * classes["sales_share"]).round(1).tolist() == [75.7, 19.4, 4.9]
    assert len(q.net) == 406 and round(100 * 59 / 406, 1) == 14.5 and round(q.net.sum()) == 189_517_516
    assert round(classes.at["C", "net_amount_cny"] / 1e6, 1) == 9.3


def test_on_the_line(q):
    four = q.table.iloc[56:60]
    assert four.index.tolist() == [FENGHE, ZHANGLIN, BAIJIN, XINGTAN] and "".join(four["abc_class"]) == "AAAB"
    assert four.at[ZHANGLIN, "net_amount_cny"] == four.at[BAIJIN, "net_amount_cny"]
    assert (100 * four["cumulative_share"]).round(1).tolist() == [74.8, 75.2, 75.7, 76.1]
    assert round(four.at[BAIJIN, "net_amount_cny"] - four.at[XINGTAN, "net_amount_cny"]) == 706


def test_gross_sales_favour_who_sent_goods_back(q):
    gross = composition.abc_table(q.orders[q.orders["order_date"].dt.year == 2025])
    assert gross.loc[[ZHANGLIN, BAIJIN], "abc_class"].tolist() == ["A", "B"]
    assert round(gross.at[ZHANGLIN, "net_amount_cny"] - gross.at[BAIJIN, "net_amount_cny"], 2) == 5432.83
    back = q.returns.merge(q.orders[["order_id", "customer_id"]], on="order_id")
    back = back[back["return_date"].dt.year == 2025]
    assert back.loc[back["customer_id"] == ZHANGLIN, "credited_cny"].tolist() == [5432.83]
    assert not (back["customer_id"] == BAIJIN).any()


def test_exactly_75_in_2024_and_what_floats_make_of_it(q):
    largest = q.sales[2024].groupby("customer_id")["net_amount_cny"].sum().sort_values(ascending=False)
    cents = (largest * 100).round().astype("int64")
    assert cents.index[53] == CHENGTAI and cents.iloc[:54].sum() * 100 == 75 * cents.sum()
    for crossing in ("include", "exclude"):
        table = composition.abc_table(q.sales[2024], crossing=crossing)
        assert (table["abc_class"] == "A").sum() == 54
    assert not (largest.cumsum() / largest.sum()).iloc[53] <= 0.75


def test_months_below_zero(q):
    rows = pd.concat(q.sales.values())
    month = rows.groupby(["customer_id", rows["order_date"].dt.to_period("M")])["net_amount_cny"].sum()
    assert (month < -0.005).sum() == 12
    february = month[month.index.get_level_values(1) == pd.Period("2024-02")].sort_values(ascending=False)
    assert (february < 0).sum() == 3 and round(100 * (february.cumsum() / february.sum()).max(), 1) == 100.3


def test_three_b_branches_are_one_a(q):
    assert q.table.loc[CHUNTAN, "abc_class"].tolist() == ["B"] * 3
    assert q.grouped[2025].loc["G01", ["net_amount_cny", "abc_class"]].tolist() == [972_000, "A"]
    assert q.register["group_id"].nunique() == 7 and len(q.grouped[2025]) == 398
    assert (q.grouped[2025]["abc_class"] == "A").sum() == 57
    line = q.grouped[2025].iloc[56:61]
    assert (
        line.index.tolist() == [FENGHE, ZHANGLIN, BAIJIN, XINGTAN, XINGQIAO]
        and "".join(line["abc_class"]) == "ABBBB"
    )
    amounts = line["net_amount_cny"]
    assert (
        round(amounts[FENGHE] - amounts[ZHANGLIN]) == 4471
        and round(amounts[XINGTAN] - amounts[XINGQIAO]) == 52_504
    )


def test_52_of_the_53_groups_of_2024_are_a_again(q):
    before = q.grouped[2024].index[q.grouped[2024]["abc_class"] == "A"]
    assert len(before) == 53 and (q.grouped[2025]["abc_class"].reindex(before) == "A").sum() == 52


def test_18_percent_of_the_customers_bring_80_5(q):
    for part, share in ((0.18, 80.5), (0.20, 82.6)):
        assert round(100 * q.net.nlargest(round(part * len(q.net))).sum() / q.net.sum(), 1) == share


def test_gini_who_is_on_the_list_and_herfindahl(q):
    assert round(composition.gini(q.net), 3) == 0.761
    assert len(q.register) - len(q.net) == 14 and len(casekit.load("prospects")) == 1300
    with_zeros = [composition.gini(np.append(q.net, np.zeros(many))) for many in (14, 1314)]
    assert [round(each, 3) for each in with_zeros] == [0.769, 0.944]
    assert round(composition.hhi(q.net)) == 158 and round(10_000 / 158) == 63
    assert round(100 * q.net.nlargest(21).sum() / q.net.sum(), 1) == 45.3 and -(-5 * 406 // 100) == 21


def test_three_reach_the_mark_and_one_came_in_the_course_of_the_year(q):
    average = composition.abc_by_average(q.sales[2025], "2025-12-31")
    a = average.index[average["abc_class"] == "A"]
    assert set(a) == {YUEQIAO, ZHAOLU, LANTIAN} and round(100 * q.net[a].sum() / q.net.sum(), 1) == 14.8
    assert round(q.net[XIANGLIN] / 1e6, 2) == 2.13 and round(q.net[XIANGLIN] / 12 / 1000) == 177
    since = composition.abc_by_average(
        q.sales[2025], "2025-12-31", marks=(500_000, 200_000), since=q.register["onboard_date"]
    )
    assert since.loc[XIANGLIN, ["months", "abc_class"]].tolist() == [8, "B"]
    assert round(since.at[XIANGLIN, "average_monthly_cny"] / 1000) == 266
    a_list = set(q.grouped[2025].index[q.grouped[2025]["abc_class"] == "A"])
    assert set(a) <= a_list


def test_share_of_wallet(q):
    yueqiao = q.shares.loc[YUEQIAO]
    assert q.shares["elsewhere_cny"].idxmax() == YUEQIAO == q.net.idxmax() and len(q.shares) == 60
    assert [round(100 * yueqiao[each], 1) for each in ("share_of_our_sales", "share_of_wallet")] == [
        5.2,
        15.4,
    ]
    assert round(yueqiao["elsewhere_cny"] / 1e6, 1) == 54.1
    how = self_made = q.wallet.groupby("how_learned")["total_purchases_cny"].sum()
    assert round(100 * how["inferred"] / self_made.sum(), 1) == 32.1
    assert (q.wallet.query(f"customer_id == '{YUEQIAO}'")["how_learned"] == "inferred").sum() == 2
    assert round(100 * q.shares.at[TINGLAN, "share_of_wallet"], 1) == 68.0


def test_amount_by_potential(q):
    own = q.sales[2025][q.sales[2025]["customer_id"].isin(q.shares.index)]
    both = composition.abc_by_potential(own, q.shares["elsewhere_cny"])
    cell = both["abc_class"] + both["potential_class"]
    assert (
        (cell == "AA").sum() == 9
        and cell[cell == "AC"].index.tolist() == [MUXI]
        and cell[cell == "BA"].index.tolist() == [MINGQU]
    )
    assert round(100 * q.shares.at[MUXI, "share_of_wallet"], 1) == 79.1
    assert [round(both.at[MINGQU, each], -3) for each in ("net_amount_cny", "potential_cny")] == [
        657_000,
        4_557_000,
    ]
    scores = casekit.load("dealer_scores").set_index("customer_id").loc[MINGQU]
    record = casekit.load("dealer_evaluation").set_index("customer_id").loc[MINGQU]
    assert (scores["late_payments_12m"], record["months_of_record"], record["initiative"]) == (2, 5, 5)
    assert not scores["payment_gate"]


def test_five_dealers_are_sales_a_and_credit_c(q):
    credit = casekit.load("credit_profiles").set_index("customer_id")["credit_class"]
    both = q.table.join(credit, how="inner").query("abc_class == 'A' and credit_class == 'C'")
    assert sorted(q.register.loc[both.index, "name_zh"].str[:2]) == sorted(
        ["月桥", "长亭", "平湖", "橡林", "西塘"]
    )
    cycle = casekit.load("chapter/report_cycle").set_index("report_class")["reports_per_year"]
    assert cycle.to_dict() == {"A": 2, "B": 4, "C": 12}


def test_the_pyramid(q):
    tiers = composition.by_class(composition.pyramid(q.sales[2025]), "tier")
    assert tiers["customers"].tolist() == [5, 16, 61, 324]
    assert (100 * tiers["sales_share"]).round(1).tolist() == [19.9, 25.4, 37.6, 17.2]


def test_kinds_of_dealers_and_products(q):
    kinds = composition.by_class(q.table.join(q.register["channel_role"]), "channel_role")
    assert kinds.at["agent", "customers"] == 24 and round(100 * kinds.at["agent", "largest_share"], 1) == 45.9
    assert q.net[q.register["channel_role"].reindex(q.net.index) == "agent"].idxmax() == LANTIAN
    lines = casekit.load("order_lines").merge(
        q.orders[q.orders["order_date"].dt.year == 2025][["order_id"]], on="order_id"
    )
    mix = lines.groupby("sku")[["quantity", "net_amount_cny"]].sum()
    cost = casekit.load("products").set_index("sku")["unit_cost_cny"]
    share = 100 * mix["net_amount_cny"] / mix["net_amount_cny"].sum()
    margin = 100 * (1 - mix["quantity"] * cost / mix["net_amount_cny"])
    three = ["CK01", "FL03", "CK06"]
    assert share[three].round(1).tolist() == [21.6, 4.6, 3.1] and margin[three].round(1).tolist() == [
        15.9,
        41.7,
        14.6,
    ]
    assert mix.at["CK06", "quantity"] == 1996 and share.idxmax() == "CK01" and margin.idxmax() == "FL03"


def test_the_plan(q):
    plans = casekit.load("plans_monthly")
    plan = plans[plans["month"].dt.year == 2025].groupby("customer_id")["plan_cny"].sum()
    ours = q.net[plan.index]
    met = (100 * (ours / ours.sum() - plan / plan.sum())).sort_values()
    assert (met.index[0], round(met.iloc[0], 2)) == (XIANGLIN, -0.16)
    assert (met.index[-1], round(met.iloc[-1], 2)) == (QINGCHUAN, 0.08)
    assert round(100 * (1 - ours.sum() / plan.sum()), 1) == 4.5


def test_what_the_discussion_says_of_the_c_customers(q):
    before = composition.abc_table(q.sales[2024])["abc_class"]
    now = q.table["abc_class"]
    old_c = now.reindex(before.index[before == "C"])
    assert (
        len(old_c) == 194 and old_c.isna().sum() == 9 and old_c.value_counts().to_dict() == {"C": 176, "B": 9}
    )
    assert (~now.index[now == "C"].isin(before.index)).sum() == 24
    assert (q.register.loc[now.index[now == "C"], "rep"] == "Liu").sum() == 66
    assert now[TINGLAN] == "A"


def test_six_meanings_with_letters_and_one_list_without():
    meanings = casekit.load("chapter/abc_meanings")
    assert len(meanings) == 7 and meanings["meaning_id"].iloc[-1] == "E31g"
    assert len(casekit.load("chapter/eighty_twenty")) == 5
