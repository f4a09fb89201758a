"""An example of each answer, shown in the documentation."""

from http import HTTPStatus
from typing import Any

SITE_ADDRESS = "https://fgw.example.gov.cn"
LIBRARY_ID = "0f1c4f1e-6f52-4b6e-9d43-6c1a0a7f7a10"
DOCUMENT_ID = "7d9a5f0e-2b1c-4c59-9a7e-3f0f6f3f1c55"
CATALOGUE_ID = "b1c9f9f2-8c56-4f7f-8f0a-2f6f5d1f0a77"
DIGEST = "9f2c61d0a4b35e7788c1f0e2d3b4a5968778695a4b3c2d1e0f1a2b3c4d5e6f70"


def _light(content_id: str, kind: str, title: str, path: str, **more: Any) -> dict[str, Any]:
    return {
        "content_id": content_id,
        "locale": "zh-hans",
        "type": kind,
        "title": title,
        "path": path,
        "url": SITE_ADDRESS + path,
        "published_at": "2017-09-05T09:00:00+08:00",
        "updated_at": "2017-09-05T09:00:00+08:00",
    } | more


LIBRARY = _light(
    LIBRARY_ID,
    "column",
    "政策文件",
    "/zfxxgk/zc/",
    column_type="policy",
    presentation="library",
    navigation=True,
)
DOCUMENT = _light(
    DOCUMENT_ID,
    "policy_document",
    "关于全面推进政务公开工作的实施意见",
    "/zfxxgk/zc/455/",
    document_number="青发改办〔2017〕455号",
    index_number="QHFGW-2017-00455",
    issued_on="2017-09-01",
    validity="in_force",
    department={"code": "bangongshi", "title": "办公室"},
    topics=[{"code": "zhengwu-gongkai", "title": "政务公开", "parent": "zonghe"}],
)
CATALOGUE = _light(CATALOGUE_ID, "catalogue", "主动公开基本目录", "/zfxxgk/jbml/")
ITEM = DOCUMENT | {
    "summary": "",
    "issuing_authority": "青海省发展和改革委员会",
    "released_on": "2017-09-01",
    "effective_on": None,
    "attachments": [],
    "body": [{"type": "text", "id": "5b0e9f7a-1d2c-4e3f-8a9b-0c1d2e3f4a5b", "html": "<p>坚持以公开为常态。</p>"}],
    "digest": DIGEST,
    "edition": 1,
    "links": {"breadcrumb": [LIBRARY], "interpretations": [], "translations": [], "previous": [], "next": []},
}
DRAFT = {name: value for name, value in ITEM.items() if name != "edition"}
PAGE = {"items": [DOCUMENT], "next": "WyItcHVibGlzaGVkIiwiMjAxNy0wOS0wNVQwOTowMDowMCswODowMCIsMTJd"}
COLUMNS = {"items": [LIBRARY | {"children": []}]}
COLUMN = LIBRARY | {"children": [], "breadcrumb": []}
SEARCH = {
    "items": [
        DOCUMENT
        | {
            "highlights": {"title": ["关于全面推进<mark>政务公开</mark>工作的实施意见"]},
            "attachment": {
                "title": "任务分工表",
                "url": "/documents/7/",
                "text": "各处室<mark>政务公开</mark>任务和完成时限…",
            },
            "interpretations": [],
        }
    ],
    "total": 1,
    "facets": {"type": [{"value": "policy_document", "count": 1}], "year": [{"value": "2017", "count": 1}]},
    "suggestion": None,
    "corrected": None,
    "answers": [],
    "limited": False,
    "at_least": False,
}
SUGGESTIONS = {"items": ["政务公开", "政务公开工作要点"]}
CHANGES = {
    "items": [
        {
            "sequence": 41,
            "change": "published",
            "content_id": DOCUMENT_ID,
            "locale": "zh-hans",
            "type": "policy_document",
            "path": "/zfxxgk/zc/455/",
            "digest": DIGEST,
            "light": DOCUMENT,
            "reason": None,
        },
        {
            "sequence": 42,
            "change": "withdrawn",
            "content_id": CATALOGUE_ID,
            "locale": "zh-hans",
            "type": "catalogue",
            "path": "/zfxxgk/jbml/",
            "digest": "",
            "light": None,
            "reason": "该信息已由发布单位撤下。",
        },
    ],
    "next": 42,
}
SITE = {
    "name": "青海省发展和改革委员会",
    "organiser": "青海省发展和改革委员会",
    "operator": "青海省信息中心",
    "identification_code": "6300000035",
    "police_filing": "63010402000068",
    "icp_filing": "青ICP备17001756号",
    "address": "青海省西宁市五四西路4号",
    "postcode": "810008",
    "telephone": "",
    "email": "",
    "locale": "zh-hans",
    "url": f"{SITE_ADDRESS}/",
    "languages": [{"code": "zh-hans", "name": "简体中文", "path": "/"}],
    "columns": [LIBRARY],
    "feeds": [{"title": "政策文件", "url": f"{SITE_ADDRESS}/zfxxgk/zc/feed/"}],
}
EDITIONS = {
    "items": [
        {"number": 2, "published_at": "2026-03-02T10:00:00+08:00", "digest": DIGEST, "note": "增加两项。"},
        {"number": 1, "published_at": "2025-03-03T10:00:00+08:00", "digest": DIGEST[::-1], "note": ""},
    ]
}
EDITION = CATALOGUE | {
    "summary": "",
    "department": None,
    "body": [{"type": "area", "id": "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f", "title": "简政放权", "entries": []}],
    "digest": DIGEST,
    "edition": 2,
}
PROBLEMS = {
    400: "请求的参数有误：limit 不能大于 100。",
    404: "没有这条内容。",
    405: "接口只供读取，只接受 GET 和 HEAD 请求。",
    410: "该信息已由发布单位撤下。",
    429: "您在短时间内的访问次数过多。请 30 秒后再试。",
    500: "服务暂时出错，我们已经记录。请稍后再试。",
}


def problem(status: int) -> dict[str, Any]:
    """The problem document of a status."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": PROBLEMS[status],
        "instance": "/api/v1/content?limit=500",
        "request_id": "5f0c7c1e9a3b42d8",
    }
    errors = [{"parameter": "limit", "detail": "不能大于 100。"}]
    return document | ({"errors": errors} if status == 400 else {})
