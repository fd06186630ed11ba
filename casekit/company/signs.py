"""The fifty signs by which the source texts tell a customer in trouble, in our own words.

Fourteen about the owner, thirteen inside the firm, thirteen about raising funds, ten about paying.
Four are good if the answer is yes, the others bad. Three are printed twice in other words
(``duplicate_of``). Five concern the owner's private life (``sign_use`` is ``discussion``): they have no
weight, and nobody at Qinghe notes them down.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """One sign as the catalogue has it."""

    signal_id: str
    sign_group: str
    sign_en: str
    sign_zh: str
    polarity: str = "bad"
    duplicate_of: str = ""
    sign_use: str = "scored"


_PRIVATE = {"sign_use": "discussion"}

SIGNS = (
    Sign("OW1", "owner", "The home and the shop feel cold and gloomy", "家里和店里都冷冷清清", **_PRIVATE),
    Sign("OW2", "owner", "Husband and wife are at odds", "夫妻关系紧张", **_PRIVATE),
    Sign("OW3", "owner", "Says and does what goes against the company's ideas", "言行与公司的理念相背"),
    Sign("OW4", "owner", "Gambles or drinks too much", "好赌、酗酒", **_PRIVATE),
    Sign("OW5", "owner", "Lets the business drift", "对业务放手不管"),
    Sign("OW6", "owner", "Is only half at it", "做事三心二意"),
    Sign("OW7", "owner", "Has a clear business policy", "经营方针清楚", polarity="good"),
    Sign("OW8", "owner", "Managers fight for power", "管理层争权夺利"),
    Sign("OW9", "owner", "Stays aloof and only gives orders", "高高在上，只发号施令"),
    Sign("OW10", "owner", "Changes orders from one day to the next", "说话做事反复无常，命令朝发夕改"),
    Sign("OW11", "owner", "Nobody knows where the owner is", "行踪不定，找不到人"),
    Sign("OW12", "owner", "Looks worn out all day", "整天一脸疲惫", **_PRIVATE),
    Sign("OW13", "owner", "Often whispers and is secretive", "常常窃窃私语，神神秘秘"),
    Sign("OW14", "owner", "Leads a loose life", "生活放纵", **_PRIVATE),
    Sign("IN1", "inside the firm", "The staff stand together", "员工齐心", polarity="good"),
    Sign(
        "IN2",
        "inside the firm",
        "Orders are carried out and bans are kept",
        "令出必行，有禁必止",
        polarity="good",
    ),
    Sign("IN3", "inside the firm", "Work is done on time and well", "工作按时完成，质量好", polarity="good"),
    Sign("IN4", "inside the firm", "Many leave, again and again", "人员流动一直很大"),
    Sign("IN5", "inside the firm", "Discipline is slack", "纪律松散"),
    Sign("IN6", "inside the firm", "Staff complain to outsiders", "员工向外人发牢骚"),
    Sign("IN7", "inside the firm", "The offices are in disorder", "办公场所杂乱"),
    Sign("IN8", "inside the firm", "The day goes by with newspaper and tea", "上班看报喝茶，无所事事"),
    Sign("IN9", "inside the firm", "Things of the firm are taken for private use", "公物私用"),
    Sign(
        "IN10",
        "inside the firm",
        "Goods are sold cheaply on the side, into private pockets",
        "私下低价卖货，中饱私囊",
    ),
    Sign("IN11", "inside the firm", "Stock jumps up or down", "库存忽高忽低"),
    Sign("IN12", "inside the firm", "Relations with its main customers waver", "与主要客户的关系不稳定"),
    Sign("IN13", "inside the firm", "Staff are cheerful when the boss is away", "老板一走，大家就高兴"),
    Sign(
        "FU1",
        "raising funds",
        "Short of cash, it collects before payment is due",
        "手头缺现金，没到期就催收货款",
    ),
    Sign("FU2", "raising funds", "Sells the bills it holds to a bank", "把手里的票据拿去贴现"),
    Sign("FU3", "raising funds", "Puts off paying its debts", "拖着债务不还", duplicate_of="PA1"),
    Sign("FU4", "raising funds", "Finances itself with borrowed accommodation bills", "靠融通票据周转"),
    Sign("FU5", "raising funds", "Sells goods below price to raise money", "低价抛货换现金"),
    Sign("FU6", "raising funds", "Calls in credit sales early", "赊销款提前收回", duplicate_of="FU1"),
    Sign("FU7", "raising funds", "Begins to borrow at high interest", "开始借高息贷款"),
    Sign("FU8", "raising funds", "Begins to avoid its creditors", "开始躲债主"),
    Sign("FU9", "raising funds", "Is on bad terms with its bank", "与银行关系紧张"),
    Sign("FU10", "raising funds", "The owner runs from lender to lender", "老板在各家金融机构之间奔走"),
    Sign(
        "FU11",
        "raising funds",
        "Others are said to have failed to recover their money",
        "听说别的债主追不回款",
    ),
    Sign("FU12", "raising funds", "The bank has refused its bills", "票据被银行拒付"),
    Sign("FU13", "raising funds", "Its bank account is frozen", "银行账户被冻结"),
    Sign("PA1", "paying", "Does not pay as agreed", "不按约定付款"),
    Sign("PA2", "paying", "Puts off the day of cash payment", "推后付现的日子"),
    Sign("PA3", "paying", "Puts off issuing bills", "推后开出票据"),
    Sign("PA4", "paying", "Asks for a bill to be extended", "要求票据展期"),
    Sign("PA5", "paying", "Claims that our payment notice has not arrived", "推说没有收到付款通知"),
    Sign("PA6", "paying", "Begins to borrow small sums", "开始借小额的钱"),
    Sign("PA7", "paying", "Fobs off reminders", "对催款敷衍了事"),
    Sign("PA8", "paying", "Cannot pay even small sums", "小笔款项也付不出"),
    Sign("PA9", "paying", "Its bills are dishonoured", "开出的票据遭拒付", duplicate_of="FU12"),
    Sign("PA10", "paying", "Asks for longer terms on all its bills", "所有票据都要求延期"),
)
OBSERVED = tuple(sign for sign in SIGNS if sign.sign_use == "scored")  # forty-five
