"""What lesson 4 says in words about Qinghe's customers is what the tables say; change one, and the other must follow."""

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import composition

YUEQIAO, ZHAOLU, LANTIAN, QINGCHUAN = "QH0005", "QH0054", "QH0042", "QH0035"
FENGHE, ZHANGLIN, BAIJIN, XINGTAN, XINGQIAO = "QH0040", "QH0237", "QH0340", "QH0034", "QH0013"
XIANGLIN, MUXI, MINGQU, CHENGTAI, TINGLAN, CAIWEI = "QH0015", "QH0031", "QH0046", "QH0328", "QH0021", "QH0050"
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
        wallet = casekit.load("wallet").join(self.register["onboard_date"], on="customer_id")
        self.year = wallet[wallet["quarter"].dt.year == 2025]
        early = self.year["quarter"] + pd.offsets.QuarterEnd(0) < self.year["onboard_date"]
        self.early, self.wallet = self.year[early], self.year[~early]
        self.shares = composition.share_of_wallet(self.sales[2025], self.wallet)


@pytest.fixture(scope="module")
def q():
    return Company()


def test_the_people_of_the_lesson_are_who_they_are(q):
    cast = [YUEQIAO, ZHAOLU, LANTIAN, QINGCHUAN, FENGHE, ZHANGLIN, BAIJIN, XINGTAN, XIANGLIN, MUXI, MINGQU,
            CHENGTAI, TINGLAN, CHUNTAN[0], CAIWEI]  # fmt: skip
    assert [q.register.at[each, "name_zh"][:2] for each in cast] == [
        "月桥", "朝露", "蓝田", "晴川", "风荷", "樟林", "柏津", "杏坛", "橡林", "木樨", "明渠", "澄台", "汀兰", "椿滩", "采薇",
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
    below = month.index[month < -0.005].get_level_values(1).year
    assert below.tolist() == [2024] * 12 and (q.net > 0).all()
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
    branches = q.register.loc[CHUNTAN]
    assert branches["region"].nunique() == 2 and branches["rep"].nunique() == 2
    amounts = line["net_amount_cny"]
    assert (
        round(amounts[FENGHE] - amounts[ZHANGLIN]) == 4471
        and round(amounts[XINGTAN] - amounts[XINGQIAO]) == 52_504
    )


def test_52_of_the_53_groups_of_2024_are_a_again(q):
    before = q.grouped[2024].index[q.grouped[2024]["abc_class"] == "A"]
    again = q.grouped[2025]["abc_class"].reindex(before)
    assert (
        len(before) == 53 and (again == "A").sum() == 52 and again.index[again != "A"].tolist() == [ZHANGLIN]
    )
    now = q.grouped[2025].index[q.grouped[2025]["abc_class"] == "A"]
    assert (~now.isin(before)).sum() == 5 and before.isin(q.grouped[2025].index[:60]).all()


def test_the_60_places_by_rep_and_by_credit(q):
    places = q.grouped[2025].index[:60]
    single = places[places.isin(q.register.index)]
    reps = q.register.loc[single, "rep"].value_counts().to_dict()
    assert reps == {"Liu": 21, "Zhang": 15, "Zhao": 12, "Chen": 10} and reps["Liu"] - 15 == 6
    for group in places.difference(single):
        assert q.register.loc[q.register["group_id"] == group, "rep"].nunique() == 2
    assert len(places) - len(single) == 2 and places[57:].tolist() == [ZHANGLIN, BAIJIN, XINGTAN]
    credit = casekit.load("credit_profiles").set_index("customer_id")["credit_class"]
    known = credit.reindex(
        q.register.index[q.register.index.isin(single) | q.register["group_id"].isin(places)]
    ).dropna()
    assert len(known) == 24 and (known == "C").sum() == 5


def test_the_wallets_of_the_new_dealers_begin_with_their_first_quarter(q):
    assert len(q.early) == 11 and (q.early["how_learned"] == "inferred").sum() == 3
    assert q.early["customer_id"].nunique() == 8
    sold = q.sales[2025].merge(q.early, on="customer_id")
    assert (sold["order_date"] > sold["quarter"] + pd.offsets.QuarterEnd(0)).all(), (
        "no sale in those quarters"
    )


def test_include_empties_b_where_one_has_96_percent():
    table = composition.abc_table(
        pd.DataFrame({"customer_id": range(11), "net_amount_cny": [960] + [4] * 10})
    )
    assert table["abc_class"].value_counts().to_dict() == {"A": 1, "C": 10}
    giant = pd.DataFrame({"customer_id": range(11), "net_amount_cny": [800] + [20] * 10})
    assert (composition.abc_table(giant, crossing="exclude")["abc_class"] == "B").all()


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
    assert round(100 * how["inferred"] / self_made.sum(), 1) == 31.7
    yueqiao = (
        q.wallet[q.wallet["customer_id"] == YUEQIAO].set_index("how_learned")["total_purchases_cny"] / 1e6
    )
    assert yueqiao.round(1).groupby(level=0).apply(list).to_dict() == {
        "inferred": [16.8, 15.6],
        "asked": [15.0],
        "accounts": [16.5],
    }
    assert (q.wallet.groupby("customer_id")["quarter"].size() < 4).sum() == 8
    assert round(100 * q.shares.at[TINGLAN, "share_of_wallet"], 1) == 68.0


def test_amount_by_potential(q):
    own = q.sales[2025][q.sales[2025]["customer_id"].isin(q.shares.index)]
    both = composition.abc_by_potential(own, q.shares["elsewhere_cny"])
    cell = both["abc_class"] + both["potential_class"]
    assert (
        (cell == "AA").sum() == 9
        and cell[cell == "AC"].index.tolist() == [MUXI]
        and cell[cell == "BA"].index.tolist() == [CAIWEI]
        and cell[MINGQU] == "BB"
    )
    assert (both["abc_class"] == "A").sum() == 16 and (
        q.table["abc_class"].reindex(both.index) == "A"
    ).sum() == 23
    potential, finance = both.index[both["potential_class"] == "A"], q.table["abc_class"]
    assert len(potential) == 10 and finance[potential].value_counts().to_dict() == {"A": 9, "B": 1}
    assert finance[CAIWEI] == "B" and {YUEQIAO, ZHAOLU, LANTIAN} <= set(potential)
    nine = cell.index[cell == "AA"]
    assert nine.isin(q.grouped[2025].index[:57]).all() and CAIWEI not in q.grouped[2025].index[:60]
    assert round(100 * q.shares.at[MUXI, "share_of_wallet"], 1) == 79.1
    for dealer, amounts in ((CAIWEI, [713_000, 4_068_000]), (MINGQU, [657_000, 1_966_000])):
        assert [round(both.at[dealer, each], -3) for each in ("net_amount_cny", "potential_cny")] == amounts
    whole_year = composition.share_of_wallet(q.sales[2025], q.year)
    assert round(whole_year.at[MINGQU, "elsewhere_cny"], -3) == 4_557_000
    then = composition.abc_by_potential(own, whole_year["elsewhere_cny"])
    assert then.at[MINGQU, "potential_class"] == "A" and (then["potential_class"] == "A").sum() == 10
    assert (
        q.register.at[CAIWEI, "onboard_date"].year == 2017
        and q.register.at[MINGQU, "onboard_date"].month == 7
    )
    assert casekit.load("dealer_evaluation").set_index("customer_id").at[CAIWEI, "initiative"] == 1
    caiwei = q.wallet[q.wallet["customer_id"] == CAIWEI].groupby("how_learned")["total_purchases_cny"].sum()
    assert round(caiwei["inferred"] / caiwei.sum(), 1) == 0.5


def test_five_dealers_are_sales_a_and_credit_c(q):
    credit = casekit.load("credit_profiles").set_index("customer_id")["credit_class"]
    both = q.table.join(credit, how="inner").query("abc_class == 'A' and credit_class == 'C'")
    assert sorted(q.register.loc[both.index, "name_zh"].str[:2]) == sorted(
        ["月桥", "长亭", "平湖", "橡林", "西塘"]
    )
    pairs = q.table.join(credit, how="inner")
    assert len(pairs) == 60 and (pairs["abc_class"] != pairs["credit_class"]).sum() == 39
    cycle = casekit.load("chapter/report_cycle").set_index("report_class")["reports_per_year"]
    assert cycle.to_dict() == {"A": 2, "B": 4, "C": 12}


def test_the_pyramid(q):
    tiers = composition.by_class(composition.pyramid(q.sales[2025]), "tier")
    assert (
        tiers["customers"].tolist() == [5, 16, 61, 324]
        and -(-20 * 406 // 100) == 82
        and round(0.2 * 406) == 81
    )
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
    assert margin.sort_values().index[:2].tolist() == ["CK06", "CK01"] and len(mix) == 24
    earned = mix["net_amount_cny"] * margin / 100
    assert earned.idxmax() == "CK01" and (earned[["CK01", "FL03"]] / 1e6).round(2).tolist() == [6.55, 3.63]


def test_the_plan(q):
    plans = casekit.load("plans_monthly")
    plan = plans[plans["month"].dt.year == 2025].groupby("customer_id")["plan_cny"].sum()
    ours = q.net[plan.index]
    met = (100 * (ours / ours.sum() - plan / plan.sum())).abs()
    assert round(met.max(), 2) == 0.16 and len(plan) == 60
    assert [round(each, 2) for each in ((ours / plan).min(), (ours / plan).max())] == [0.88, 0.98]
    assert round(100 * (1 - ours.sum() / plan.sum()), 1) == 4.5


def test_what_the_discussion_says_of_the_c_customers(q):
    before = composition.abc_table(q.sales[2024])["abc_class"]
    now = q.table["abc_class"]
    old_c = now.reindex(before.index[before == "C"])
    assert (
        len(old_c) == 194 and old_c.isna().sum() == 9 and old_c.value_counts().to_dict() == {"C": 176, "B": 9}
    )
    assert (~now.index[now == "C"].isin(before.index)).sum() == 24
    reps = q.register.loc[now.index[now == "C"], "rep"].value_counts().to_dict()
    assert reps == {"Liu": 66, "Zhang": 58, "Chen": 50, "Zhao": 35}
    placed = q.orders[q.orders["order_date"].dt.year == 2025]
    assert round(100 * (placed["customer_id"].map(now) == "C").mean()) == 27
    lines = casekit.load("order_lines").merge(placed[["order_id", "customer_id"]], on="order_id")
    lines = lines[lines["customer_id"].map(now) == "C"]
    cost = lines["quantity"] * lines["sku"].map(casekit.load("products").set_index("sku")["unit_cost_cny"])
    earned = lines["net_amount_cny"].sum() - cost.sum()
    assert round(earned / 1e6, 1) == 2.6 and round(100 * earned / lines["net_amount_cny"].sum()) == 28
    assert round(0.12 * 9.3, 1) == 1.1
    served = casekit.load("activity_costs")
    served = served[(served["quarter"].dt.year == 2025) & (served["customer_id"].map(now) == "C")]
    rate = casekit.load("activity_rates").set_index("activity").at["visits", "rate_cny"]
    assert (served["visits_count"].sum(), rate) == (890, 1780) and round(890 * 1780 / 1e6, 1) == 1.6
    assert now[TINGLAN] == "A"


def test_six_meanings_with_letters_and_one_list_without():
    meanings = casekit.load("chapter/abc_meanings")
    assert len(meanings) == 7 and meanings["meaning_id"].iloc[-1] == "E31g"
    assert len(casekit.load("chapter/eighty_twenty")) == 5
