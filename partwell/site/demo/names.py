"""Invented people: names drawn by a fixed seed, identity numbers of a district that does not exist.

District 330199 is not assigned (GB/T 2260), so no number here can be a living person's; the check character is right.
Numbers that begin with 199 0000 are never sent to: the demo's messages stay on the phone page.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

SURNAMES = "王李张刘陈杨黄吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = (
    "子涵 雨桐 思远 佳怡 浩然 诗雨 宇轩 欣妍 俊杰 梦洁 志强 丽娜 建国 秀英 晓东 海燕 文博 静怡 立新 玉兰 "
    "天宇 婷婷 明辉 雪梅 国栋 晨曦 家豪 慧敏 振华 美玲 永康 春燕 泽宇 若曦 景行 知夏 一鸣 安然 书瑶 柏霖 "
    "云飞 清扬 亦凡 念慈 嘉树 语嫣 承志 映雪 望舒 修远"
).split()
# A name that is outside the Basic Multilingual Plane: papers and lists must show it.
RARE = "𠮷安然"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def names(taken: set[str], seed: int) -> Iterator[str]:
    """Endless invented names, none twice and none of `taken`."""
    chance = Random(seed)
    seen = set(taken)
    while True:
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        if name not in seen:
            seen.add(name)
            yield name


def id_number(serial: int, born: date) -> str:
    """An identity number (GB 11643) of the district that does not exist."""
    body = f"330199{born:%Y%m%d}{serial % 1000:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def phone(serial: int) -> str:
    """A mobile number of the demo."""
    return f"1990000{serial:04d}"


def born(serial: int, today: date) -> date:
    """A birthday of someone between 22 and 51."""
    return today.replace(day=1) - timedelta(days=22 * 366 + serial * 97 % 10_500)
