"""Fourteen kinds of complaint that reach the desk of a maker of kitchen and home appliances, with their odds.

Everything here is made up for the game, like the cases of lesson 14's desk: it shows *how* order, promises and staffing
work on each other, and estimates nothing. Odds and shares are whole numbers of 1,000, so that no rounding differs from one
computer to another.
"""

from dataclasses import dataclass

from casekit.core.language import say

DEPARTMENTS = ("quality", "logistics", "finance", "sales")
CUSTOMERS = ("dealer", "store", "online")
VOICES = ("calm", "annoyed", "loud")
_WORDS = {
    "quality": ("quality", "质量部"),
    "logistics": ("logistics", "物流部"),
    "finance": ("finance", "财务部"),
    "sales": ("sales", "销售部"),
    "dealer": ("dealer", "经销商"),
    "store": ("store", "门店"),
    "online": ("online shopper", "网店顾客"),
    "calm": ("calm", "语气平和"),
    "annoyed": ("annoyed", "有些不满"),
    "loud": ("loud", "嗓门很大"),
}


def named(key):
    """A department, a kind of customer or a tone of voice in the reader's language.

    >>> named("quality")
    'quality'
    """
    return say(*_WORDS[key])


@dataclass(frozen=True)
class Kind:
    """One kind of complaint; words as ``(en, zh)``, odds of 1,000.

    ``causes`` gives for each department that may be the right one its odds and the cause it would find. ``holds``: the
    complaint is justified. ``plain``: the remedy one would give at once is the right one. ``cost_yuan``: the least and the
    most that the remedy costs. ``recurs``: other customers complain of the same cause on the same day.
    """

    key: str
    title: tuple
    said: tuple
    customer: str
    seems: str
    causes: dict
    remedy: tuple
    holds: int
    plain: int
    cost_yuan: tuple
    often: int
    recurs: bool = False


KINDS = (
    Kind(
        "kettles", ("kettles that leak", "电水壶漏水"),
        ("The kettles seep at the base. Eight have come back to me already.", "你们这批电水壶底座渗水，已经退回来 8 把了。"),
        "dealer", "logistics",
        {"quality": (750, ("a seal ring of one production lot", "某一批次的密封圈不合格")),
         "logistics": (250, ("cartons dropped when they were reloaded", "中转装卸时摔过箱"))},
        ("exchange from another lot", "换发另一批次"), 950, 200, (300, 900), 3, True,
    ),
    Kind(
        "short", ("one carton short", "少发一箱"),
        ("The delivery note says ten cartons. I counted nine.", "送货单上写 10 箱，我数来数去只有 9 箱。"),
        "store", "logistics",
        {"logistics": (950, ("a miscount in the warehouse", "仓库点错了数")),
         "sales": (50, ("the rep entered ten and sold nine", "业务员下单时多填了一箱"))},
        ("send the carton", "补发一箱"), 900, 920, (200, 450), 5,
    ),
    Kind(
        "wrong_item", ("the wrong air fryer", "空气炸锅发错型号"),
        ("I ordered the 4.5-litre air fryer, and a 3-litre one came.", "我拍的是 4.5 升的空气炸锅，寄来的是 3 升的。"),
        "online", "logistics",
        {"logistics": (450, ("two shelves in the warehouse have each other's label", "仓库两个货位的标签贴反了")),
         "sales": (550, ("the web shop's page points to the wrong article", "网店页面关联错了商品编码"))},
        ("collect it and send the right one", "上门取回，换发正确型号"), 970, 450, (60, 160), 4, True,
    ),
    Kind(
        "rebate", ("a rebate that is too small", "返利少算"),
        ("Your rebate for the quarter is too small; I have checked every line.", "上季度返利算少了，表我一行一行核过。"),
        "dealer", "finance",
        {"finance": (650, ("the table still has last year's steps", "返利表还是去年的档次")),
         "logistics": (350, ("signed delivery notes were not passed on", "签收单没有及时交回"))},
        ("correct the statement", "更正返利单"), 800, 250, (80, 240), 3, True,
    ),
    Kind(
        "late", ("goods that do not arrive", "送货误点"),
        ("The goods were due yesterday. Two men are standing here waiting to unload.", "昨天就该到的货，今天还不见车，两个工人在这儿干等着卸货。"),
        "store", "logistics",
        {"logistics": (700, ("the carrier has changed the route", "承运商改了线路，没有通知")),
         "finance": (300, ("the order is stopped for an unpaid bill", "有一笔货款没到账，订单被停"))},
        ("a van today, and the unloaders paid", "当天派专车，并补卸货工费"), 900, 400, (80, 260), 5, True,
    ),
    Kind(
        "smell", ("an air fryer that smells", "空气炸锅有异味"),
        ("I have used the air fryer three times and it still smells of plastic.", "空气炸锅用了三次，塑料味还是很重。"),
        "online", "quality",
        {"quality": (900, ("the coating was not baked long enough", "内胆涂层烘烤时间不够")),
         "sales": (100, ("the page does not say to heat it empty first", "网店页面没写首次要空烧"))},
        ("exchange", "换货"), 600, 500, (150, 350), 4,
    ),
    Kind(
        "warranty", ("broken just after the warranty", "刚过保修期就坏"),
        ("It broke a week after the warranty ended. That is your job to mend.", "刚过保一个星期就坏了，这得你们管。"),
        "online", "quality",
        {"quality": (850, ("a heating plate that wears out early", "发热盘提前老化")),
         "sales": (150, ("the shop had promised a longer warranty", "店家口头答应过延保"))},
        ("repair free of charge", "免费维修"), 350, 500, (120, 300), 4,
    ),
    Kind(
        "repair", ("a repair that takes too long", "送修没有下文"),
        ("It went to repair two weeks ago, and nobody tells me anything.", "送修半个月了，一个信儿也没有。"),
        "online", "quality",
        {"quality": (600, ("the fault was not found at the first try", "第一次没有查出故障")),
         "logistics": (400, ("the spare part is waiting at the depot", "配件压在中转仓"))},
        ("a new one on loan until it is mended", "先借一台备用机"), 900, 300, (80, 220), 4,
    ),
    Kind(
        "invoice", ("a wrong invoice", "发票开错"),
        ("The tax number on the invoice is wrong; I cannot book it.", "发票税号开错了，我这边没法入账。"),
        "dealer", "finance",
        {"finance": (980, ("a slip when it was typed", "录入时看错一位")),
         "sales": (20, ("the rep had passed on an old number", "业务员报的是旧税号"))},
        ("issue it again", "红冲后重开"), 950, 930, (20, 60), 4,
    ),
    Kind(
        "word", ("a rep's broken word", "业务员说话不算数"),
        ("Your rep agreed to take the slow sellers back. Now he says he never did.", "你们业务员答应给我退换滞销货，现在又不认了。"),
        "dealer", "sales",
        {"sales": (650, ("agreed by word of mouth, not in the contract", "口头答应，合同里没写")),
         "logistics": (350, ("the return was approved and never collected", "退货批了，一直没人来拉"))},
        ("take back what was agreed", "按答应的数量退换"), 700, 200, (300, 1200), 3,
    ),
    Kind(
        "gift", ("a free gift that is missing", "漏发赠品"),
        ("The page says baking paper is included. There was none in the box.", "页面写着送烘焙纸，箱子里没有。"),
        "online", "logistics",
        {"logistics": (700, ("left out when the parcel was packed", "打包时漏放")),
         "sales": (300, ("the offer had ended and the page had not", "活动结束了，页面没撤"))},
        ("send the gift", "补寄赠品"), 850, 880, (15, 30), 4,
    ),
    Kind(
        "display", ("a display machine out of order", "样机坏了没人修"),
        ("The display machine has been dead for two months. It only takes up room.", "样机坏了两个月，摆着占地方，货也没法演示。"),
        "store", "quality",
        {"quality": (500, ("a control board that fails", "主板故障")),
         "sales": (500, ("nobody is in charge of display machines there", "这一片的样机没有人管"))},
        ("exchange the display machine", "更换样机"), 850, 300, (200, 600), 3,
    ),
    Kind(
        "area", ("goods from the next city", "邻市窜货"),
        ("Goods from the next city turn up here, 40 yuan cheaper apiece.", "隔壁市的货窜到我这儿来了，一台便宜 40 元。"),
        "dealer", "sales",
        {"sales": (900, ("a dealer next door delivers outside its area", "邻市经销商越区供货")),
         "logistics": (100, ("goods were sent to the wrong address", "货发错了收货地"))},
        ("stop the deliveries, and a share of the loss", "停止越区供货，补一部分差价"), 600, 100, (300, 1200), 2,
    ),
    Kind(
        "door", ("a door broken by the van", "送货撞坏店门"),
        ("Your van has cracked the glass of my door.", "你们送货车把我店里的玻璃门撞裂了。"),
        "store", "logistics",
        {"logistics": (950, ("the driver reversed without a guide", "倒车时没人指挥")),
         "finance": (50, ("the insurer has not been told", "保险没有报案"))},
        ("pay for the glass", "赔玻璃钱"), 850, 600, (300, 800), 2,
    ),
)  # fmt: skip
KIND = {kind.key: kind for kind in KINDS}

WHO = {
    "dealer": (
        ("Songhe", "松鹤商贸"), ("Shiqiao", "石桥电器"), ("Banqiao", "板桥贸易"),
        ("Yunlu", "云麓家电"), ("Liuwan", "柳湾商行"), ("Beishan", "北杉电器"),
    ),
    "store": (
        ("Nanmen store", "南门店"), ("Drum Tower store", "鼓楼店"), ("Station store", "站前店"),
        ("Lakeside store", "湖滨店"), ("Eastgate store", "东关店"), ("Riverside store", "江岸店"),
    ),
    "online": (
        ("Ms Tao", "陶女士"), ("Mr Wei", "魏先生"), ("Ms Jin", "金女士"),
        ("Mr Peng", "彭先生"), ("Ms Su", "苏女士"), ("Mr Dong", "董先生"),
    ),
}  # fmt: skip
