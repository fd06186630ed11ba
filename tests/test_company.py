"""The company's records: the same bytes everywhere, every planted pattern, no real name, no private life."""

import functools
import itertools
import subprocess
import sys
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import company
from casekit.company import bits, dealers
from casekit.company.dealers import CRITERIA, STORY, WITHOUT
from casekit.data import datasets_folder

pytestmark = pytest.mark.slow  # simulates the company; left out by `test --quick`

WEIGHTS = np.array([5, 4, 3, 2, 1])  # demand, margin, prospects, ability to pay, reputation


# Bits --------------------------------------------------------------------------------------------------


def test_the_stream_of_bits_is_the_one_it_has_always_been():
    """Fixed numbers, so that another NumPy, processor or system that disagrees is found out."""
    known = [2335740616061336059, 13730302791623210048, 6549547746724466180]
    assert bits.Bits(20240101, "test").raw(3).tolist() == known
    assert bits.Bits(20240101, "test").below(6, 1000).tolist() == [126, 744, 355, 176, 357, 594]


def test_streams_of_different_names_and_seeds_have_nothing_in_common():
    first = set(bits.Bits(1, "orders").raw(1000).tolist())
    assert not first & set(bits.Bits(1, "returns").raw(1000).tolist())
    assert not first & set(bits.Bits(2, "orders").raw(1000).tolist())


def test_draws_are_spread_as_they_say():
    n, stream = 60_000, bits.Bits(1, "spread")
    assert np.bincount(stream.below(n, 6), minlength=6) == pytest.approx(n / 6, rel=0.04)
    assert np.bincount(stream.chosen(n, (1, 0, 3)), minlength=3) == pytest.approx(
        [n / 4, 0, 3 * n / 4], rel=0.03
    )
    assert set(stream.between(n, -2, 2).tolist()) == {-2, -1, 0, 1, 2}
    assert sorted(stream.shuffled(50).tolist()) == list(range(50))
    bell = stream.bell(n)
    assert (bell.mean(), bell.std()) == (pytest.approx(0, abs=20), pytest.approx(1000, rel=0.01))
    assert np.mean(np.abs(bell) < 1000) == pytest.approx(0.683, abs=0.01)


def test_everything_drawn_is_a_whole_number():
    stream = bits.Bits(1, "whole")
    for drawn in (stream.below(5, 9), stream.between(5, 1, 3), stream.chosen(5, (1, 2)), stream.bell(5)):
        assert drawn.dtype.kind == "i"
    assert bits.along(stream.bell(9), STORY.purchases).dtype.kind == "i"
    assert bits.blend(333, stream.bell(9), stream.bell(9)).dtype.kind == "i"


def test_grades_and_lines_at_their_edges():
    assert bits.graded(np.array([-1, 0, 1, 9, 10]), (0, 10)).tolist() == [1, 2, 2, 2, 3]
    assert bits.along(np.array([0, 10, 15, 20]), ((0, 5), (10, 7), (20, 107))).tolist() == [5, 7, 57, 107]


# Files -------------------------------------------------------------------------------------------------


def test_the_files_are_what_the_simulation_writes(tmp_path):
    written = company.write(tmp_path)
    assert {path.stem for path in written} == set(company.simulate())
    for path in written:
        assert path.read_bytes() == (datasets_folder() / "qinghe" / path.name).read_bytes(), path.name


def test_writing_brings_the_descriptor_up_to_date_and_keeps_its_words(tmp_path):
    delivered = (datasets_folder() / "qinghe" / "datapackage.json").read_text(encoding="utf-8")
    spoilt = delivered.replace('"rows": 60', '"rows": 7').replace("sha256:", "sha256:00")
    (tmp_path / "datapackage.json").write_text(spoilt, encoding="utf-8")
    company.write(tmp_path)
    assert (tmp_path / "datapackage.json").read_text(encoding="utf-8") == delivered


def test_a_fresh_python_makes_the_same_bytes():
    """Hash randomisation, import order and what ran before must not matter."""
    code = (
        "from casekit import company; from hashlib import sha256;"
        "print(*[sha256(company.as_csv(t)).hexdigest() for t in company.simulate().values()])"
    )
    fresh = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    files = [datasets_folder() / "qinghe" / f"{name}.csv" for name in company.simulate()]
    assert fresh == [sha256(file.read_bytes()).hexdigest() for file in files]


def test_files_open_in_excel_and_hold_plain_lines():
    for path in (datasets_folder() / "qinghe").glob("*.csv"):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf"), f"{path.name} has no byte-order mark"
        assert b"\r" not in content and content.endswith(b"\n")


def test_loading_gives_back_what_was_simulated():
    for name, table in company.simulate().items():
        pd.testing.assert_frame_equal(
            _in_seconds(casekit.load(f"qinghe/{name}")), _in_seconds(table), check_dtype=False
        )


def _in_seconds(table):
    moments = [name for name, column in table.items() if column.dtype.kind == "M"]
    return table.astype(dict.fromkeys(moments, "datetime64[s]"))


@pytest.mark.daily
def test_another_seed_is_another_company():
    assert company.as_csv(company.simulate(1)["customers"]) != company.as_csv(
        company.simulate(2)["customers"]
    )


# Patterns ----------------------------------------------------------------------------------------------


class Findings:
    """What a reader of lesson 3 works out from the tables; the roles come from the truth."""

    def __init__(self, story):
        tables = company.simulate(truth=True, dealers=story)
        self.scores, self.evaluation, self.truth = (
            tables[name] for name in ("dealer_scores", "dealer_evaluation", "truth")
        )
        self.points = self.scores[list(CRITERIA)].to_numpy()
        self.total = pd.Series(self.points @ WEIGHTS)
        self.rank = self.total.rank(method="min", ascending=False)
        self.gate = self.scores["payment_gate"]

    def row(self, role):
        return self.truth.index[self.truth["role"] == role].item()

    def ranks_under_every_ordering(self):
        orderings = np.array(list(itertools.permutations(WEIGHTS)))
        return pd.DataFrame(orderings @ self.points.T).rank(axis="columns", method="min", ascending=False)


def purchases_follow_demand(found):
    demand, purchases = found.scores["demand"].rank(), found.scores["net_amount_2025_cny"].rank()
    return 0.7 < demand.corr(purchases) < 0.97


def the_highest_score_fails_the_gate(found):
    giant = found.row("the giant")
    first = found.rank[giant] == 1 and (found.rank == 1).sum() == 1
    buys_most = found.scores["net_amount_2025_cny"].idxmax() == giant
    return first and buys_most and not found.gate[giant] and 2 <= (~found.gate[found.rank <= 10]).sum() <= 4


def false_keenness(found):
    new = found.evaluation["months_of_record"] < 12
    suspects = (found.evaluation["initiative"] == 5) & ~found.gate & new
    return set(found.truth.loc[suspects, "kind"]) == {"falsely keen"} and suspects.sum() == 4


def equal_totals(found):
    first, second = found.row("the first twin"), found.row("the second twin")
    different = (found.points[first] != found.points[second]).sum() >= 3
    return different and found.total[first] == found.total[second]


def dominated_share(found):
    at_least = (found.points[:, None] >= found.points[None]).all(axis=2)
    above = (found.points[:, None] > found.points[None]).any(axis=2)
    return (at_least & above).sum() / (len(found.points) * (len(found.points) - 1) / 2)


def dominance_settles_some_pairs(found):
    return 0.10 <= dominated_share(found) <= 0.35


def one_is_always_among_the_first_five(found):
    return found.ranks_under_every_ordering()[found.row("the all-rounder")].max() <= 5


def one_depends_on_the_weights(found):
    ranks = found.ranks_under_every_ordering()[found.row("the specialist")]
    return ranks.max() - ranks.min() >= 20


@functools.cache
def as_told():
    """The findings in the company as it is."""
    return Findings(STORY)


PATTERNS = dict(
    zip(
        WITHOUT,
        (
            purchases_follow_demand,
            the_highest_score_fails_the_gate,
            false_keenness,
            equal_totals,
            dominance_settles_some_pairs,
            one_is_always_among_the_first_five,
            one_depends_on_the_weights,
        ),
        strict=True,
    )
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_is_in_the_records(pattern):
    assert PATTERNS[pattern](as_told())


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.daily
def test_each_pattern_is_gone_without_its_cause(pattern):
    assert not PATTERNS[pattern](Findings(WITHOUT[pattern]))


def test_a_short_record_alone_condemns_nobody():
    """Honest newcomers are as new as the falsely keen, and pass the gate."""
    found = as_told()
    new = found.evaluation["months_of_record"] < 12
    assert found.truth.loc[new, "kind"].value_counts().to_dict() == {"honest newcomer": 4, "falsely keen": 4}
    assert found.gate[new & (found.truth["kind"] == "honest newcomer")].all()


# What holds in every company -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [company.SEED, 0, 1, 2])
def test_records_agree_with_one_another(seed):
    tables = company.simulate(seed)
    customers, scores, evaluation = (
        tables[name] for name in ("customers", "dealer_scores", "dealer_evaluation")
    )
    ids = [f"QH{number:04d}" for number in range(1, 421)]
    assert customers["customer_id"].tolist() == ids
    assert all(table["customer_id"].tolist() == ids[:60] for table in (scores, evaluation))
    assert customers["name_zh"].is_unique and customers["name_en"].is_unique
    customers = customers.head(60)
    assert (scores["payment_gate"] == (scores["late_payments_12m"] <= 1)).all()
    assert (scores["late_payments_12m"] <= evaluation["months_of_record"].clip(upper=12)).all()
    began = customers["onboard_date"].dt.strftime("%Y-%m")
    months = [len(pd.period_range(month, "2025-12", freq="M")) - 1 for month in began]
    assert evaluation["months_of_record"].tolist() == months
    assert customers["onboard_date"].between("2016-01-01", "2025-12-31").all()
    assert (scores["net_amount_2025_cny"] > 0).all()
    fen = scores["net_amount_2025_cny"] * 100
    assert np.allclose(fen, fen.round(), atol=1e-4)
    grades = pd.concat([scores[list(CRITERIA)], evaluation[list(dealers.INDICATORS)]], axis="columns")
    assert grades.isin(range(1, 6)).all(axis=None)


def test_every_grade_occurs():
    found = as_told()
    assert all(set(found.scores[criterion]) == {1, 2, 3, 4, 5} for criterion in CRITERIA)


def test_drawing_more_for_one_table_changes_no_other(monkeypatch):
    before = company.simulate()
    monkeypatch.setitem(dealers.INDICATORS, "one_more", ("size", 500))
    after = company.simulate()
    assert "one_more" in after["dealer_evaluation"]
    assert all(before[name].equals(after[name]) for name in before if name != "dealer_evaluation")


def test_the_truth_stands_in_no_table():
    tables = company.simulate()
    hidden = set(company.truth().columns) - {"customer_id", "funds"}
    kinds = {kind.name for kind in dealers.KINDS}
    for table in tables.values():
        assert not hidden & set(table.columns)
        assert not any(kinds & set(table[name].astype(str)) for name in table)
    more = set(company.simulate(truth=True)) - set(tables)
    assert "truth" in more and all(name.startswith("truth") for name in more)


def test_the_truth_has_the_kinds_in_their_numbers():
    counted = company.truth()["kind"].value_counts().to_dict()
    assert counted == {kind.name: kind.dealers for kind in STORY.kinds}


def test_funds_as_judged_are_not_the_hidden_trait():
    assert company.simulate()["dealer_evaluation"]["funds"].max() <= 5 < company.truth()["funds"].abs().max()


# No real firm, no sensitive field ---------------------------------------------------------------------------

REAL = """
海尔 美的 格力 苏宁 国美 京东 天猫 淘宝 拼多多 五星电器 汇银 海信 长虹 康佳 创维 奥克斯 志高 科龙
容声 新飞 美菱 小天鹅 荣事达 春兰 松下 老板 方太 华帝 九阳 苏泊尔 小熊 万和 万家乐 帅康 樱花 林内
能率 史密斯 沁园 安吉尔 云米 小米 米家 格兰仕 艾美特 先锋 欧派 大中 永乐 三联 百思买 工贸家电 通程
西门子 博世 飞利浦 三星 索尼 夏普 日立 东芝 摩飞 北鼎 添可 科沃斯 石头 追觅 戴森 Haier Midea Gree
Suning Gome JD.com Tmall Taobao Hisense Changhong Konka Skyworth Aux Chigo Galanz Joyoung Supor
Robam Fotile Vatti Panasonic Siemens Bosch Philips Samsung Sony Sharp Hitachi Toshiba Xiaomi Viomi
Dyson Ecovacs
""".split()


def test_no_name_is_that_of_a_well_known_firm():
    names = [*casekit.load("customers")["name_zh"], *casekit.load("customers")["name_en"].str.casefold()]
    words = {word for name in names for word in name.split()}
    for real in REAL:
        if real.isascii():
            assert real.casefold() not in words, real
        else:
            assert not any(real in name for name in names), real


def test_names_agree_in_both_languages():
    pairs = casekit.load("customers")[["name_zh", "name_en"]].itertuples(index=False)
    words = company.names
    pinyin = dict(zip((*words.ZH, *words.MORE_ZH), (*words.EN, *words.MORE_EN), strict=True))
    assert all(en.startswith(f"{pinyin[zh[:2]]} ") for zh, en in pairs)
    assert len(words.ZH) == 60 and len(pinyin) == len(set(pinyin.values())) == 60 + len(words.MORE_ZH)


def test_no_sensitive_field():
    """Private life of owners is no business fact; faith and health are sensitive personal information."""
    refused = "family faith relig health marri wealth ethnic hobb habit 家庭 信仰 宗教 健康 婚姻 民族".split()
    for name, table in company.simulate().items():
        for column in table.columns:
            assert not any(word in column for word in refused), (name, column)
