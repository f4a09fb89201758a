"""Example data for the pattern page: every component of the website in each of its states."""

from dataclasses import replace
from typing import Any

from django.templatetags.static import static

from cms.content.models import Validity
from cms.content.site import Column
from cms.website.facets import Facet, Option
from cms.website.frame import Frame
from cms.website.paging import Paging

LONG = "关于进一步完善全省固定资产投资项目审批核准备案和节能审查服务工作机制的若干具体政策措施的通知"


def examples(frame: Frame) -> dict[str, Any]:
    """What the template `pages/patterns.html` shows; `frame` is the page's own."""
    picture = {
        "url": static("website/pattern.svg"),
        "width": 600,
        "height": 400,
        "alt": "雪山下的湖面",
        "credit": "示例图片",
    }
    return {
        "frame": replace(frame, columns=_columns(), place=["3"]),
        "documents": [_document(validity) for validity in Validity.values],
        "rows": _rows(),
        "cards": [
            _item("有图片、有摘要", summary="一两句话说明内容。", image={"renditions": {"card": picture}}),
            _item("没有图片", summary="没有图片的卡片以标识代替。"),
            _item(LONG),
        ],
        "facets": _facets(),
        "orders": [("最新发布", "?sort=", True), ("最早发布", "?sort=published", False)],
        "pagings": [
            ("分页：首页", Paging(1, 60, 20)),
            ("分页：中间", Paging(7, 300, 20)),
            ("分页：末页", Paging(3, 60, 20)),
        ],
        "tabs": [
            {"anchor": f"example-{number}", "title": title, "url": "#tabs", "items_now": _rows()[:number]}
            for number, title in enumerate(("要闻", "工作动态", "市州动态"), 1)
        ],
        "table": _table(),
        "picture": picture,
        "attached": [_file("pdf", 482_133, 12), _file("xlsx", 20_480, None), _file("docx", 1_204_224, 3)],
        "entrances": [
            {"text": "公开指南", "description": "怎样查找和申请政府信息", "url": "#entrance", "icon": "book-open"},
            {"text": "没有图标", "description": "", "url": "#entrance", "icon": ""},
        ],
    }


def _columns() -> list[Column]:
    titles = ("机构概况", "新闻动态", "政府信息公开", "政策", "通知公告", "重点领域", "办事服务", "互动交流")
    return [
        Column({"content_id": str(number), "title": title, "path": "#navigation", "navigation": True}, str(number))
        for number, title in enumerate(titles, 1)
    ]


def _item(title: str, **values: Any) -> dict[str, Any]:
    return {"title": title, "path": "#row", "published_at": "2026-03-16T09:00:00+08:00"} | values


def _rows() -> list[dict[str, Any]]:
    return [
        _item("关于举办节能审查业务培训班的通知"),
        _item(LONG, document_number="青发改法规〔2026〕112号", validity="in_force"),
        _item("图解：投资项目审批服务的12条措施", kind_title="图解"),
        _item("青海省固定资产投资项目节能审查实施细则", validity="amended", document_number="青发改环资〔2024〕489号"),
        _item("青海省省级预算内项目前期工作经费管理暂行办法", validity="repealed"),
        _item("关于完善景区停车服务收费管理的通知", validity="expired"),
    ]


def _document(validity: str) -> dict[str, Any]:
    change = _item("关于修改部分规范性文件的决定", document_number="青发改法规〔2026〕20号")
    return {
        "title": LONG,
        "type": "policy_document",
        "index_number": "QHFGW-2026-00112",
        "topics": [{"title": "营商环境"}],
        "issuing_authority": "青海省发展和改革委员会",
        "issued_on": "2026-03-10",
        "document_number": "青发改法规〔2026〕112号",
        "published_at": "2026-03-16T09:00:00+08:00",
        "tags": ["审批", "核准", "备案"],
        "validity": validity,
        "department": {"title": "法规处"},
        "effective_on": "2026-04-01",
        "links": {"changed_by": [] if validity == "in_force" else [change]},
    }


def _facets() -> list[Facet]:
    years = [
        Option(year, year, count, "?", year == "2026") for year, count in (("2026", 12), ("2025", 31), ("2024", 8))
    ]
    states = [Option(value, str(label), 5, "?", False) for value, label in Validity.choices]
    topics = [Option("a", "发展规划", None, "?", False), Option("b", "价格政策", None, "?", True)]
    return [
        Facet("year", "年份", years, "?", "2026"),
        Facet("validity", "有效性", states, "?", ""),
        Facet("topic", "主题分类", topics, "?", "b"),
    ]


def _table() -> dict[str, Any]:
    headings = ("地区", "前期工作经费（万元）", "重大项目（个）", "节能审查（件）", "备注")
    kinds = ("text", "number", "number", "number", "text")
    rows = [
        (area, str(1200 - 90 * number), str(24 - number), str(7 + number), "含结转")
        for number, area in enumerate(("西宁市", "海东市", "海西州", "海南州", "海北州", "黄南州", "果洛州", "玉树州"))
    ]
    return {
        "caption": "2026年各市州安排",
        "columns": [{"heading": heading, "type": kind} for heading, kind in zip(headings, kinds, strict=True)],
        "cells": [list(zip(row, kinds, strict=True)) for row in rows],
    }


def _file(kind: str, size: int, pages: int | None) -> dict[str, Any]:
    return {"title": f"项目申报书（样式）.{kind}", "url": "#attachments", "type": kind, "size": size, "pages": pages}
