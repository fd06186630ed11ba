"""Invented names: plants, bridges, hills and seasons, in Chinese and in pinyin.

No name is meant to be that of a real firm; where one exists, the likeness is chance. The first
word is drawn without repetition, the second says what kind of dealer it is.
"""

FIRST = """
兰亭 Lanting  松涧 Songjian  晴川 Qingchuan  石湖 Shihu  竹里 Zhuli  鹿鸣 Luming
柳溪 Liuxi  听泉 Tingquan  望岳 Wangyue  枫桥 Fengqiao  桐荫 Tongyin  白塔 Baita
南浦 Nanpu  西塘 Xitang  半山 Banshan  归雁 Guiyan  远帆 Yuanfan  穗丰 Suifeng
明渠 Mingqu  双桥 Shuangqiao  长亭 Changting  采薇 Caiwei  木樨 Muxi  丹枫 Danfeng
银杏 Yinxing  古槐 Guhuai  岸芷 Anzhi  汀兰 Tinglan  沐风 Mufeng  朝露 Zhaolu
夕照 Xizhao  星桥 Xingqiao  海棠 Haitang  紫藤 Ziteng  雪堂 Xuetang  知夏 Zhixia
秋实 Qiushi  冬青 Dongqing  山房 Shanfang  稻浪 Daolang  平湖 Pinghu  万泉 Wanquan
渔浦 Yupu  榕荫 Rongyin  珠溪 Zhuxi  白桦 Baihua  瀚云 Hanyun  苍梧 Cangwu
栖霞 Qixia  杏坛 Xingtan  荷塘 Hetang  茶亭 Chating  橡林 Xianglin  月桥 Yueqiao
锦屏 Jinping  翠微 Cuiwei  砚池 Yanchi  蓝田 Lantian  金穗 Jinsui  风荷 Fenghe
""".split()
ZH, EN = FIRST[0::2], FIRST[1::2]

# dealer type: (English, Chinese) second word
SECOND = {
    "wholesale": ("Trading", "商贸"),
    "retail": ("Home Appliances", "家电"),
    "area distributor": ("Appliance House", "电器经营部"),
    "special": ("Appliance Centre", "电器行"),
    "chain": ("Appliance Stores", "电器连锁"),
    "exclusive": ("Kitchen Store", "厨电专营店"),
}

# the people at Qinghe, by the name the tables use
STAFF = {
    "Zhang": "张海峰",
    "Liu": "刘敏",
    "Chen": "陈建华",
    "Zhao": "赵晓东",
    "Wu": "吴芳",
    "Sun": "孙丽",
}

# the other customers: a plant, bird or colour before a place in the landscape, 松坞 Songwu, 鹤湾 Hewan
_BEFORE = """
青 Qing  碧 Bi  云 Yun  霞 Xia  雨 Yu  溪 Xi  松 Song  梅 Mei  菊 Ju  柏 Bai
鹤 He  燕 Yan  岚 Lan  澄 Cheng  晓 Xiao  芦 Lu  樟 Zhang  桂 Gui  杉 Shan  椿 Chun
""".split()
_PLACE = """
岭 ling  洲 zhou  屿 yu  坞 wu  庄 zhuang  亭 ting  阁 ge  堰 yan  坡 po  湾 wan
滩 tan  塘 tang  林 lin  园 yuan  台 tai  津 jin  渚 zhu  陂 bei  垄 long  堤 di
""".split()
# towns, sights and firms that really bear such a name
_TAKEN = set(
    "桂林 梅林 柏林 雨林 云林 青林 杉林 松林 燕塘 云洲 芦洲 燕园 梅园 云台 云庄 雨亭 梅庄 鹤庄".split()
)

MORE_ZH, MORE_EN = zip(
    *(
        (before + place, _BEFORE[2 * i + 1] + _PLACE[2 * j + 1])
        for i, before in enumerate(_BEFORE[0::2])
        for j, place in enumerate(_PLACE[0::2])
        if before + place not in _TAKEN and _BEFORE[2 * i + 1] + _PLACE[2 * j + 1] not in EN
    ),
    strict=True,
)

# customers that use what they buy: (English, Chinese) second word
USERS = {
    "public body": (
        ("Primary School", "小学"),
        ("Middle School", "中学"),
        ("Community Centre", "社区服务中心"),
        ("Care Home", "养老院"),
    ),
    "firm": (
        ("Hotel", "酒店"),
        ("Catering", "餐饮"),
        ("Property Services", "物业服务"),
        ("Textile Works", "纺织厂"),
        ("Guesthouse", "宾馆"),
    ),
}
BRANCHES = (("East", "东店"), ("South", "南店"), ("West", "西店"))
