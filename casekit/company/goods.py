"""The 24 products in four families, their prices, and how fast they leave a dealer's store."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Product:
    """One article. Prices in fen, VAT included."""

    sku: str
    name_en: str
    name_zh: str
    list_price: int
    unit_cost: int
    liking: int  # how often it is ordered, against the others
    worth: int  # its share of an order's value, against the others
    sold_a_month: int = 330  # thousandths of what a dealer has in hand that it sells in a month


PRODUCTS = (
    # turns fast and earns little: the best-seller
    Product("CK01", "Rice cooker 3 L", "电饭煲3升", 29900, 18900, 22, 120, 680),
    Product("CK02", "Rice cooker 5 L", "电饭煲5升", 39900, 22900, 12, 100),
    Product("CK03", "Electric kettle", "电热水壶", 12900, 7300, 12, 70, 400),
    Product("CK04", "Induction cooker", "电磁炉", 34900, 19900, 11, 100, 300),
    Product("CK05", "Air fryer", "空气炸锅", 45900, 26100, 10, 110, 350),
    # stands in the shop to be looked at: turns slowly and earns little, the show item
    Product("CK06", "Cooking station", "多功能料理台", 399900, 256900, 4, 90, 90),
    Product("DR01", "Soy-milk maker", "豆浆机", 36900, 21300, 8, 90, 280),
    Product("DR02", "Juicer", "榨汁机", 25900, 14800, 7, 70, 260),
    Product("DR03", "Filter jug", "滤水壶", 15900, 8700, 8, 50, 350),
    Product("DR04", "Under-sink water purifier", "厨下净水器", 129900, 73500, 7, 130, 220),
    Product("DR05", "Water dispenser", "饮水机", 59900, 34500, 7, 110, 240),
    Product("DR06", "Coffee machine", "咖啡机", 89900, 51500, 5, 100, 180),
    Product("FL01", "Filter-jug cartridge", "滤水壶滤芯", 4500, 2450, 7, 25, 380),
    Product("FL02", "Sediment filter", "聚丙烯滤芯", 3900, 2130, 6, 20, 330),
    # turns fast and earns well: the earner
    Product("FL03", "Reverse-osmosis membrane", "反渗透膜滤芯", 22900, 10100, 14, 60, 640),
    Product("FL04", "Carbon filter", "活性炭滤芯", 5900, 3200, 6, 22, 300),
    Product("FL05", "Filter set", "滤芯套装", 32900, 18000, 6, 45, 260),
    Product("FL06", "Dispenser filter", "饮水机滤芯", 7900, 4300, 5, 22, 280),
    Product("SP01", "Inner pot", "内胆", 8900, 4900, 4, 15, 240),
    Product("SP02", "Sealing ring", "密封圈", 1500, 800, 4, 4, 300),
    Product("SP03", "Power cord", "电源线", 2500, 1360, 4, 5, 260),
    Product("SP04", "Blade", "刀头", 4900, 2700, 3, 8, 220),
    Product("SP05", "Control board", "控制板", 9900, 5500, 3, 12, 200),
    Product("SP06", "Heating plate", "发热盘", 6900, 3800, 3, 10, 230),
)
CATEGORIES = {"CK": "cooking", "DR": "drinks", "FL": "filter", "SP": "spare part"}

# what each price list takes off the list price, thousandths
PRICE_LISTS = {"PL0": 350, "PL1": 290, "PL2": 260, "PL3": 210, "PL4": 160}


@dataclass(frozen=True)
class GoodsStory:
    """What can be changed about the goods."""

    products: tuple = PRODUCTS


STORY = GoodsStory()

# the story in which every article costs the same share of its price and sells at the same pace
ALL_ALIKE = GoodsStory(
    tuple(replace(p, unit_cost=p.list_price * 57 // 100, sold_a_month=300) for p in PRODUCTS)
)


def products(story=STORY):
    """One row a product: category, list price, unit cost."""
    return pd.DataFrame(
        {
            "sku": [product.sku for product in story.products],
            "product_name_en": [product.name_en for product in story.products],
            "product_name_zh": [product.name_zh for product in story.products],
            "category": [CATEGORIES[product.sku[:2]] for product in story.products],
            "list_price_cny": [product.list_price / 100 for product in story.products],
            "unit_cost_cny": [product.unit_cost / 100 for product in story.products],
        }
    )


def column(what, story=STORY):
    """One trait of all products as whole numbers: ``column("list_price")``."""
    return np.array([getattr(product, what) for product in story.products], dtype=np.int64)
