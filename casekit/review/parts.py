"""The ten parts of a review, in the order of the page."""

from casekit.review.care_parts import complaints, look_first, records_quality
from casekit.review.money_parts import books_agree, profit, receivables
from casekit.review.part import Part
from casekit.review.sales_parts import concentration, largest, recency, sales_by_year

# fmt: off
PARTS = (
    Part("look_first", 16, "Whom to look at first", "先看哪些客户", ("orders",), look_first),
    Part("sales", 4, "Sales by year", "年度销售额", ("orders",), sales_by_year),
    Part("concentration", 4, "How concentrated the sales are", "销售额的集中程度", ("orders",), concentration),
    Part("largest", 9, "The largest customers", "最大的客户", ("orders",), largest),
    Part("recency", 6, "Who still buys: RFM", "谁还在买：RFM", ("orders",), recency),
    Part("receivables", 13, "What is owed, and since when", "应收账款与账龄", ("invoices",), receivables),
    Part("profit", 8, "What customers leave after cost to serve", "扣除服务成本后的客户利润", ("orders", "order_lines", "products", "activity_costs", "activity_rates"), profit),
    Part("complaints", 14, "Complaints", "客户投诉", ("complaints",), complaints),
    Part("books", 16, "Do the books agree?", "几本账对得上吗", ("orders", "invoices", "payments"), books_agree),
    Part("quality", 16, "How good the records are", "记录的质量", (), records_quality),
)
# fmt: on
