"""Invented people: names drawn by a fixed seed, identity numbers of a district that does not exist.

District 330199 is not assigned (GB/T 2260), so no number here can be a living person's; the check character is right.
Numbers that begin with 199 0000 are never sent to: the demo's messages stay on the phone page.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "王李张刘陈杨黄吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋"
    "蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵"
)
_PAIRS = (
    "子涵雨桐思远佳怡浩然诗雨宇轩欣妍俊杰梦洁志强丽娜建国秀英晓东海燕文博静怡立新玉兰"
    "天宇婷婷明辉雪梅国栋晨曦家豪慧敏振华美玲永康春燕泽宇若曦景行知夏一鸣安然书瑶柏霖"
    "云飞清扬亦凡念慈嘉树语嫣承志映雪望舒修远"
)
GIVEN = tuple(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
# A name that is outside the Basic Multilingual Plane: papers and lists must show it.
RARE = "𠮷安然"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def names(taken: set[str], seed: int) -> Iterator[str]:
    """Endless invented names, none twice and none of `taken`."""
    chance = Random(seed)  # noqa: S311 - invented names, no secret
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
