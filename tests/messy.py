"""Spreadsheets as a secretariat would hand them over: 10 colleges, 30 enterprises, 50 partnerships, 200 advertisements.

All names are invented.  Every kind of mess that people make is in it, and counted: see :data:`MESS`.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

CITIES = ("临江", "东湖", "青溪")
COLLEGES = (
    "临江职业技术学院",
    "临江信息工程职业学院",
    "临江理工大学",
    "东湖机电职业学院",
    "东湖科技大学",
    "东湖商贸职业学院",
    "青溪工业职业技术学院",
    "青溪学院",
    "青溪技师学院",
    "临江交通高等专科学校",
)
FIRMS = tuple(
    f"{city}{name}{kind}"
    for name, kind in (
        ("星河", "软件有限公司"),
        ("宏达", "精密机械有限公司"),
        ("绿源", "新能源科技股份有限公司"),
        ("云帆", "物流（集团）有限公司"),
        ("智联", "机器人有限公司"),
        ("华芯", "半导体有限公司"),
        ("远大", "汽车零部件有限公司"),
        ("天工", "自动化设备有限公司"),
        ("数海", "数据服务有限公司"),
        ("康泰", "医疗器械有限公司"),
    )
    for city in CITIES
)
JOBS = {
    "Java开发工程师": "Java；MySQL；Spring Boot",
    "数控机床操作工": "数控编程、机械制图",
    "电气工程师": "PLC、电气设计；AutoCAD",
    "数据分析师": "Python、SQL；数据可视化",
    "新能源汽车维修工": "汽车电控\n电池检测",
}
KINDS = ("订单班", "订单式培养", "现代学徒制", "产业学院", "校外实习基地", "共建实训基地")

MESS = {
    "total-row": 2,
    "remark-row": 2,
    "header-again": 1,
    "says-otherwise": 1,
    "broken-quote": 1,
}
"""Rows that cannot be used, by reason; all other rows can."""


def write_messy(folder: Path) -> None:
    """Write a workbook of three sheets and a text file of advertisements into a folder."""
    book = Workbook()
    _write_colleges(book.active)
    _write_firms(book.create_sheet("重点企业名单"))
    _write_partnerships(book.create_sheet("校企合作情况"))
    book.save(folder / "产教融合统计表.xlsx")
    _write_jobs(folder / "招聘信息.csv")


def _write_colleges(sheet):
    sheet.title = "院校名单"
    sheet.append(["临江都市圈职业院校一览表（2025年）"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "学校名称", "所在城市", "办学层次", "建校时间"])
    years = ["1958年", "１９９９", 1984, "2001/9/1", "1978年9月", 2003, "不详", "1985", 1966, "1951年"]
    for place, name in enumerate(COLLEGES):
        city = CITIES[place % 3] if place < 9 else "临江"
        spelt = (f"{city}市", city, f"江东省{city}市")[place % 3]
        level = "本科" if name.endswith(("大学", "学院")) and "职业" not in name else "高职专科"
        sheet.append(
            [place + 1, f" {name}" if place == 4 else name, spelt, "中职" if "技师" in name else level, years[place]]
        )
    sheet.append(["合计", 10])
    sheet.append(["填表人：王老师　联系电话：0000"])


def _write_firms(sheet):
    sheet.append(["企业全称", "所在市", "成立时间", "员工人数"])
    for place, name in enumerate(FIRMS):
        if place == 15:
            sheet.append(["企业全称", "所在市", "成立时间", "员工人数"])
        city = CITIES[place % 3]
        sheet.append(
            [name, f"{city}市", f"{1990 + place % 20}年{place % 12 + 1}月", f"{1 + place % 5},{place * 10:03d}人"]
        )
    # The same enterprise again, elsewhere: only a person knows which is right.
    sheet.append([FIRMS[0], "东湖市", "1990年1月", "1,000人"])
    sheet.append(["合  计", None, None, "=SUM(D2:D33)"])
    sheet.append(["注：数据截至2025年6月"])


def _write_partnerships(sheet):
    sheet.append(["学校", "合作企业", "合作形式", "签约时间", "合作专业"])
    line = 2
    for college in range(10):
        first = line
        for number in range(5):
            firm = FIRMS[(college * 5 + number) % 30]
            if (college, number) == (3, 2):
                firm = firm.replace("（", "(").replace("）", ")")
            if (college, number) == (6, 1):
                firm = firm[:-1]
            date = (
                f"202{number}年{college + 1}月",
                44927 + 31 * number,
                f"202{number}/3/1",
                "2023-2024学年",
                "2024.5",
            )[number]
            sheet.append(
                [COLLEGES[college] if number == 0 else None, firm, KINDS[(college + number) % 6], date, "软件技术"]
            )
            line += 1
        sheet.merge_cells(start_row=first, end_row=line - 1, start_column=1, end_column=1)


def _write_jobs(path: Path) -> None:
    lines = ["职位名称;工作地点;技能要求;招聘人数;发布日期"]
    names = list(JOBS)
    for number in range(200):
        job = names[number % 5]
        city = CITIES[number % 3]
        place = (city, f"{city}市", f"江东省{city}市", f"{city}市高新区")[number % 4]
        count = ("2", "３人", "若干", "1", "5人")[number % 5]
        skills = JOBS[job]
        cell = f'"{skills}"' if ";" in skills or "\n" in skills else skills
        lines.append(f"{job};{place};{cell};{count};2025/{number % 12 + 1}/{number % 28 + 1}")
    lines.insert(100, '电气工程师;临江;"PLC;2;2025/3/1')
    path.write_bytes("\n".join(lines).encode("gb18030"))
