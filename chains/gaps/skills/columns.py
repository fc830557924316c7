"""What the tables of skills share: columns, and words on where the numbers come from."""

from __future__ import annotations

from typing import Final

from chains.errors import Text
from chains.gaps.tables import column

__all__ = ["BIASED", "SOURCE", "UNIT", "YEAR"]

BIASED: Final = Text(
    "需求按职业从各地最新的招聘样本推算，样本的范围决定能看到哪些技能（随附数据的样本按信息技术关键词检索，以软件岗位为主）；"
    "教学是专业布点（院校与专业的组合，不分年份），不是毕业生人数。",
    "Demand is estimated by occupation from the newest sample of postings of each place; what the sample is of decides "
    "which skills it sees (those of the shipped data were found with keywords of information technology and are mostly "
    "for software jobs). Teaching is counted in offerings (an institution with a programme, of whatever year), not in "
    "graduates.",
)
SOURCE: Final = column("source", "样本", "sample", "招聘样本的来源。", "Source of the sample of postings.")
YEAR: Final = column("year", "年份", "year", "招聘样本的年份。", "Year of the sample of postings.")
UNIT: Final = column(
    "unit",
    "需求单位",
    "unit",
    "需求以什么计：postings 招聘条数，vacancies 招聘名额，persons 人次。",
    "What demand is counted in: postings, vacancies or persons.",
)
