"""Key and misconceptions of lesson 1's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from casekit.card_deck import double_cards
from casekit.exercises.customers import counts, expected_changes, kind_of, stays, to_ask
from casekit.exercises.judging import Answer, answers, is_close, shown_by

# customers-1: prospects, customers with growth potential, final customers --------------------------------------


def _letters(data, rule):
    return sorted(data.parties.index[rule])


def _days(data):
    return (data.as_of - data.parties["last_order"]).dt.days


def _never(data):
    return data.parties["last_order"].isna()


def _present(data):
    return _days(data) <= 365


def _high(data):
    return data.parties["potential"] == 3


def _keeps(data):
    return ~data.parties["sells_on"]


def three_classes(data):
    """The key."""
    return {
        "prospects": _letters(data, _never(data)), "growth": _letters(data, _present(data) & _high(data)),
        "final": _letters(data, _present(data) & _keeps(data)),
    }  # fmt: skip


def _but(data, field, rule):
    return three_classes(data) | {field: _letters(data, rule)}


def potential_for_prospect(data):
    """Everybody with a high potential taken for a prospect: 潜力 for 潜在."""
    return _but(data, "prospects", _high(data))


def former_as_prospects(data):
    """Those who have not ordered for long counted as prospects."""
    return _but(data, "prospects", ~_present(data))


@shown_by(lambda value, data: not set(value["prospects"]) & set(three_classes(data)["prospects"]))
def customers_as_prospects(data):
    """Those who buy now given as prospects: the opposite."""
    return _but(data, "prospects", _present(data))


@shown_by(lambda value, data: set(value["prospects"]) < set(three_classes(data)["prospects"]))
def prospects_left_out(data):
    """Only those prospects who would use the goods or who look promising; some left out."""
    return three_classes(data) | {"prospects": three_classes(data)["prospects"][:-1]}


def growth_without_orders(data):
    """Everybody with a high potential, whether or not they have ever bought."""
    return _but(data, "growth", _high(data))


def growth_of_former(data):
    """Former customers counted in."""
    return _but(data, "growth", _high(data) & ~_never(data))


def day_365_left_out(data):
    """An order exactly 365 days ago not counted as within 365 days."""
    return _but(data, "growth", _high(data) & (_days(data) < 365))


def middle_counted(data):
    """A middle potential counted as well."""
    return _but(data, "growth", _present(data) & (data.parties["potential"] >= 2))


def prospect_for_potential(data):
    """The prospects given as customers with growth potential: 潜在 for 潜力."""
    return _but(data, "growth", _never(data))


def growth_all_present(data):
    """Everybody who buys now."""
    return _but(data, "growth", _present(data))


def must_be_user(data):
    """Only those who use the goods themselves: a customer need not be the user."""
    return _but(data, "final", _present(data) & data.parties["uses_it"])


def final_without_orders(data):
    """Everybody who does not sell on, prospects and former customers too."""
    return _but(data, "final", _keeps(data))


def final_of_former(data):
    """Former customers counted in."""
    return _but(data, "final", _keeps(data) & ~_never(data))


def final_turned(data):
    """Those who sell on: intermediate customers."""
    return _but(data, "final", _present(data) & ~_keeps(data))


CLASSES = {
    potential_for_prospect: ("These have a high potential. A prospect is something else: somebody who has not bought yet.",
                             "这些是潜力高的。潜在客户是另一回事：还没有买过的。"),
    former_as_prospects: ("Among these are some who bought before and stopped. They are former customers, not prospects.",
                          "里面有以前买过、后来不买的。那是曾有往来的客户，不是潜在客户。"),
    customers_as_prospects: ("None of these is a prospect: they have ordered. Who never has?", "这些没有一家是潜在客户：都订过货。谁从没订过？"),
    prospects_left_out: ("All of these are prospects, but not all prospects are here. Neither potential nor use matters for that.",
                         "这几家都是，但没有写全。是不是潜在客户，与潜力高低、谁来使用无关。"),
    growth_without_orders: ("Some of these have never bought or no longer buy. A customer with growth potential buys now.",
                            "里面有从没买过或已经不买的。潜力客户要现在还在买。"),
    growth_of_former: ("Some of these have stopped buying: more than 365 days without an order.", "里面有已经不买的：超过 365 天没有订货。"),
    day_365_left_out: ("Somebody is left out who ordered exactly 365 days ago. Within 365 days includes that day.", "漏了一家恰好 365 天前订货的。“365 天以内”含第 365 天。"),
    middle_counted: ("A middle mark, 2, is in here as well. Growth potential asks for a high one.", "潜力是中（2）的也算进来了。潜力客户要求是高。"),
    prospect_for_potential: ("These have never bought: prospects. A customer with growth potential already buys.", "这些从没买过，是潜在客户。潜力客户是已经在买的。"),
    growth_all_present: ("These are all who buy now. Which of them have a high potential?", "这是现在在买的全部。其中谁的潜力高？"),
    must_be_user: ("You left out those who buy for others without selling on. A customer need not be the user.", "漏了买来给别人用、但不再卖的。客户不一定是使用者。"),
    final_without_orders: ("Some of these have never bought or no longer buy, so they are no present customers.", "里面有从没买过或已经不买的，不是现有客户。"),
    final_of_former: ("Some of these bought once and stopped; asked for are those who buy now.", "里面有以前买过、现在不买的；题目问的是现在在买的。"),
    final_turned: ("These sell on: they are intermediate customers.", "这些是买了再卖的，属于中间客户。"),
}  # fmt: skip


# customers-2: how many customers, and which cards to ask about ------------------------------------------------


def _rows(data):
    return list(zip(data.cards["name"], data.cards["region"], strict=True))


def _asked(data):
    return [data.cards["customer_id"].iloc[at] for at in to_ask(_rows(data))]


def customers_and_ask(data):
    """The key."""
    return {"customers": counts(_rows(data))[0], "ask": _asked(data)}


def _counted(data, way):
    return customers_and_ask(data) | {"customers": counts(_rows(data))[way]}


def letter_by_letter(data):
    """Names compared as they are typed."""
    return _counted(data, 1)


def every_card(data):
    """Every card a customer."""
    return _counted(data, 2)


def branches_merged(data):
    """The branches of a group counted as one customer."""
    return _counted(data, 3)


def regions_merged(data):
    """The same name in two regions counted as one customer without asking."""
    return _counted(data, 4)


def spaces_only(data):
    """Spaces and capitals left out, but not the form of company."""
    return _counted(data, 5)


def doubles_dropped(data):
    """All cards that have a double taken out, none of them kept."""
    return _counted(data, 6)


def first_word_only(data):
    """Only the first word compared."""
    return _counted(data, 7)


def cards_too_many(data):
    """The number of cards too many instead of the number of customers."""
    return _counted(data, 8)


def _listed(data):
    return double_cards(data.cards)["customer_id"].tolist()


def all_doubles_asked(data):
    """Every card with a double, those in one region as well."""
    return customers_and_ask(data) | {"ask": sorted(_listed(data))}


def one_region_asked(data):
    """The doubles in one region instead of those in two."""
    return customers_and_ask(data) | {"ask": sorted(set(_listed(data)) - set(_asked(data)))}


@shown_by(lambda value, data: set(value["ask"]) < set(_asked(data)))
def half_asked(data):
    """One card of a pair only."""
    return customers_and_ask(data) | {"ask": _asked(data)[:1]}


def _branch_ids(data):
    names = data.cards["name"]
    return data.cards["customer_id"][names.str.contains("Stores") | names.str.contains("连锁")].tolist()


@shown_by(lambda value, data: bool(set(value["ask"]) & set(_branch_ids(data))))
def branches_asked(data):
    """The branches of a group."""
    return customers_and_ask(data) | {"ask": _branch_ids(data)}


DOUBLES = {
    letter_by_letter: ("Names were compared as they are typed. Spaces, capitals and the form of company are no difference.", "名称是照录入的样子比的。空格、大小写、公司形式不算差别。"),
    every_card: ("Those are the cards. Some customers have two.", "这是卡的张数。有的客户有两张卡。"),
    branches_merged: ("The branches of a group were counted as one. Each orders and pays on its own.", "同一集团的分店算成了一家。分店各自订货、各自付款。"),
    regions_merged: ("The same name in two regions was counted as one. That has to be asked first; until then it is two.", "两个地区的同名卡算成了一家。要先问清；没问清之前算两家。"),
    spaces_only: ("Spaces and capitals are cleaned, the form of company is not: with and without it, it is one customer.", "空格、大小写整理了，公司形式没有：带不带“有限公司”是同一家。"),
    doubles_dropped: ("All cards with a double are gone. One card of each has to stay.", "有重复的卡全去掉了。每家要留下一张。"),
    first_word_only: ("The first word alone was compared. Two firms can share it, and so can branches.", "只比了开头的词。不同的店、同一集团的分店，开头都可能相同。"),
    cards_too_many: ("That is how many cards are too many. Asked for is how many customers are left.", "这是多出来的卡数。题目问的是剩下多少家客户。"),
    all_doubles_asked: ("Every card with a double is here. Ask only about the same name in different regions; the others are confirmed.", "有重复的卡全写上了。只有名称相同、地区不同的要问，其余核实即可。"),
    one_region_asked: ("These are doubles within one region. Ask about those whose double is in another one.", "这些是同一地区内的重复卡。要问的是重复卡在另一地区的。"),
    half_asked: ("Some are missing: all cards that bear such a name belong here, on both sides.", "没有写全：名称相同、地区不同的每一张都要写，两边都写。"),
    branches_asked: ("A branch is among these. Its name goes on differently, so it is no double.", "里面有分店。分店的名称后半不同，不是重复卡。"),
}  # fmt: skip


# customers-3: what goes, what is renewed, what has changed ----------------------------------------------------

WHY = "Consent does not make it necessary: selling has no purpose for it, so it goes; the contact stays on consent."


def _kind(data):
    return data.card["entry"].map(kind_of)


def _stays(data):
    return [stays(kind, agreed) for kind, agreed in zip(_kind(data), data.card["consent"], strict=True)]


def _sorted(data, rule):
    return sorted(data.card.index[rule])


def _changes(data, rule):
    ages = (data.as_of - data.card["made_on"]).dt.days
    return expected_changes(ages[rule].tolist(), data.monthly_percent)


def _expired(data):
    return data.card["expires_on"] <= data.as_of


def kept_card(data):
    """The key."""
    kept = data.card.index.isin(data.card.index[_stays(data)])
    return {
        "delete": _sorted(data, ~kept),
        "renew": _sorted(data, kept & _expired(data)),
        "changed": _changes(data, kept),
        "why": WHY,
    }


def _kept(data):
    return ~data.card.index.isin(kept_card(data)["delete"])


def consent_is_enough(data):
    """Whatever the person agreed to is kept."""
    return kept_card(data) | {"delete": _sorted(data, (_kind(data) != "firm") & ~data.card["consent"].eq(True))}


def sensitive_only(data):
    """Only sensitive personal information deleted."""
    return kept_card(data) | {"delete": _sorted(data, _kind(data) == "sensitive")}


def everything_personal(data):
    """All that concerns a person deleted, the lawful contacts too."""
    return kept_card(data) | {"delete": _sorted(data, _kind(data) != "firm")}


def contacts_without_consent(data):
    """What selling does not need deleted, but a contact who did not agree kept."""
    return kept_card(data) | {"delete": _sorted(data, _kind(data).isin(["sensitive", "private"]))}


def expired_deleted(data):
    """The expired entries deleted instead of the unlawful ones."""
    return kept_card(data) | {"delete": _sorted(data, _expired(data))}


@shown_by(lambda value, data: bool(set(value["delete"]) & set(_sorted(data, _kind(data) == "firm"))))
def firm_deleted(data):
    """Something about the firm among what is deleted."""
    return kept_card(data) | {
        "delete": sorted({*kept_card(data)["delete"], _sorted(data, _kind(data) == "firm")[0]})
    }


def deleted_renewed(data):
    """Expired entries that are deleted anyway renewed, too."""
    return kept_card(data) | {"renew": _sorted(data, _expired(data))}


def last_day_in_date(data):
    """An entry whose expiry date is the day itself taken as in date."""
    before = data.card["expires_on"] < data.as_of
    return kept_card(data) | {"renew": _sorted(data, _kept(data) & before)}


def in_date_renewed(data):
    """Those that have not expired."""
    return kept_card(data) | {"renew": _sorted(data, _kept(data) & ~_expired(data))}


def all_kept_renewed(data):
    """All that stay."""
    return kept_card(data) | {"renew": _sorted(data, _kept(data))}


def deleted_counted(data):
    """The expected changes of the whole card."""
    return kept_card(data) | {"changed": _changes(data, _kept(data) | True)}


def straight_line(data):
    """So many per cent times the months: what has changed changes again."""
    months = (data.as_of - data.card["made_on"]).dt.days[_kept(data)] * 12 / 365
    return kept_card(data) | {"changed": float(months.sum()) * data.monthly_percent / 100}


def expired_only(data):
    """The expected changes of the expired entries only."""
    return kept_card(data) | {"changed": _changes(data, _kept(data) & _expired(data))}


def still_right(data):
    """How many still hold."""
    return kept_card(data) | {"changed": int(_kept(data).sum()) - _changes(data, _kept(data))}


def a_share(data):
    """The share instead of the number."""
    return kept_card(data) | {"changed": _changes(data, _kept(data)) / int(_kept(data).sum())}


@shown_by(lambda value, data: is_close(value["changed"], len(kept_card(data)["renew"]), 0.001))
def counted_expired(data):
    """The number of expired entries."""
    return kept_card(data) | {"changed": float(len(kept_card(data)["renew"]))}


CARD = {
    consent_is_enough: ("You kept what the person agreed to. Consent is one condition; the entry must also be needed for selling.", "本人同意的你都留下了。同意只是一个条件，还要销售确实用得着。"),
    sensitive_only: ("Sensitive information goes, but not it alone: what selling does not need, and contacts who did not agree, go as well.", "敏感信息要删，但不止这些：销售用不着的、本人没有同意的联系人，也要删。"),
    everything_personal: ("A contact who agreed is needed for the trade and may stay.", "本人同意、业务上又用得着的联系人可以留，不必删。"),
    contacts_without_consent: ("A contact is needed, but without the person's consent (or a contract with the person) it may not stay.", "联系人虽然用得着，本人没有同意（又不是合同所必需），也不能留。"),
    expired_deleted: ("These have expired. Expired entries are renewed if they may stay; which may not stay at all?", "这些是过期的。过期的若可以留，更新即可；题目问的是哪些根本不能留。"),
    firm_deleted: ("Something about the firm is among these. It is no personal information and may stay.", "里面有企业信息。它不是个人信息，可以留。"),
    deleted_renewed: ("Some of these are to be deleted, so nobody renews them.", "里面有该删的，删掉就不用更新了。"),
    last_day_in_date: ("One is missing: it expires on the day itself, and an entry is expired from its expiry date on.", "少了一栏：它的到期日就是当天，从到期日当天起就算过期。"),
    in_date_renewed: ("These are the ones still in date. Which have expired?", "这些还没有过期。过期的是哪些？"),
    all_kept_renewed: ("These are all that stay. Only those that have expired need renewing.", "这是留下的全部。只有过期的才要更新。"),
    deleted_counted: ("Entries that are deleted are counted in. Take only those that stay.", "把该删的也算进去了。只算留下的。"),
    straight_line: ("The rate was multiplied by the months. What has changed already cannot go out of date again.", "这是变化率直接乘以月数。已经变了的不会再变错一次。"),
    expired_only: ("These are the expired entries only. An entry in date can have changed, too.", "这里只算了过期的。没有过期的也可能已经变了。"),
    still_right: ("That is how many still hold. Asked for is how many have changed.", "这是没有变的栏目数。题目问的是变了多少。"),
    a_share: ("That is a share of the entries. Asked for is a number of entries.", "这是占比。题目问的是栏目数。"),
    counted_expired: ("That is how many have expired: a rule. Expected changes come from age and rate.", "这是过期的栏目数，那是规定。预计变了多少，要按登记时间和变化率来算。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    customers_1=Answer(
        three_classes, CLASSES,
        right=("Three schemes, each with its own question: has it ever bought, could it buy more, does it sell on? One party can be in several of these lists.",
               "三种分类，各问一个问题：买过没有，还能不能多买，买了卖不卖。同一家可以出现在几份名单里。"),
        otherwise={
            "prospects": ("prospects: who has never ordered? Look only at last_order.", "prospects：谁从没订过货？只看 last_order。"),
            "growth": ("growth: ordered within 365 days, and potential 3. Both must hold.", "growth：365 天以内订过货，潜力又是 3，两条都要满足。"),
            "final": ("final: ordered within 365 days, and does not sell on.", "final：365 天以内订过货，又不再卖。"),
        },
    ),
    customers_2=Answer(
        customers_and_ask, DOUBLES,
        right=("A rule suggests, a person merges: what stands in two regions may be one firm with two shops, or two firms with one name.",
               "规则只提示，合并由人来定：两个地区的同名卡，可能是一家的两个店，也可能是两家同名的店。"),
        otherwise={
            "customers": ("customers: clean the names, then count the different pairs of name and region.", "customers：先整理名称，再数名称与地区有几种不同的组合。"),
            "ask": ("ask: all cards whose cleaned name stands in another region as well.", "ask：整理后的名称在另一地区也出现的所有卡。"),
        },
    ),
    customers_3=Answer(
        kept_card, CARD,
        right=("So far as the lists and the number go.", "名单和数字都对。"),
        otherwise={
            "delete": ("delete: for each entry about a person ask two things, whether selling needs it and whether the person agreed.", "delete：说人的每一栏都问两句，销售用不用得着，本人同意了没有。"),
            "renew": ("renew: of the entries that stay, those whose expires_on is not after the day.", "renew：留下的栏目里，expires_on 不晚于当天的。"),
            "changed": ("changed: for each entry that stays 1 − (1 − rate) to the power of its months, then add up.", "changed：留下的每一栏，算 1 −（1 − 变化率）的月数次方，再加总。"),
        },
        within={"changed": 0.01},
        rubric=(
            (1, "Takes one personal entry that stays and names its basis, its purpose and its end.", "举一项留下的个人信息，写明依据、用途和期限。"),
            (1, "Says of one deleted entry why neither the textbook nor consent is enough to keep it.", "就一项删掉的内容，说明教材要求或本人同意为什么都不够。"),
            (1, "Says what the firm loses by the deletion and what it asks for instead, or who decides in doubt.", "说明删掉后企业少了什么、改问什么，或有疑问时由谁决定。"),
        ),
    ),
)  # fmt: skip
