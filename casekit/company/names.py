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
    "agent": ("Appliance House", "电器经营部"),
    "special": ("Appliance Centre", "电器行"),
    "chain": ("Appliance Stores", "电器连锁"),
    "exclusive": ("Kitchen Store", "厨电专营店"),
}
