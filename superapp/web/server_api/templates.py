"""Message templates of a program, as its back end chooses them: the platform's /wxaapi/newtmpl.

GET  …/getcategory                         {data: [{id, name}]}
GET  …/getpubtemplatetitles?ids=2&start=0&limit=30   {count, data: [{tid, title, type, categoryId}]}
GET  …/getpubtemplatekeywords?tid=1001     {count, data: [{kid, name, example, rule}]}
POST …/addtemplate {tid, kidList, sceneDesc}   {priTmplId}; the same choice again is the same template
GET  …/gettemplate                         {data: [{priTmplId, title, content, example, type}]}
POST …/deltemplate {priTmplId}"""

from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.flows import choose_templates
from superapp.web.forms import read_number
from superapp.web.server_api import answers
from superapp.web.server_api.bodies import Body, Line, Name, api, read_body, token_of
from superapp.web.server_api.quota import count

ONE_TIME = 2
PAGE_MAX = 30


class ChooseBody(Body):
    tid: int | str = 0
    kidList: list[int] = Field(default_factory=list[int], max_length=20)
    sceneDesc: Line = ""


class DropBody(Body):
    priTmplId: Name = ""


async def categories(request: Request) -> Response:
    category = await _category(request)
    return _ok(data=[{"id": choose_templates.CATEGORIES.index(category), "name": category}])


async def titles(request: Request) -> Response:
    await _category(request)
    query = request.query_params
    start, limit = read_number(query.get("start")) or 0, read_number(query.get("limit")) or PAGE_MAX
    ids = {read_number(one) for one in query.get("ids", "").split(",")}
    numbers = {name: number for number, name in enumerate(choose_templates.CATEGORIES)}
    found = [one for one in choose_templates.LIBRARY if ids == {None} or numbers[one.category] in ids]
    data = [
        {"tid": one.tid, "title": one.title, "type": ONE_TIME, "categoryId": str(numbers[one.category])}
        for one in found[start : start + min(limit, PAGE_MAX)]
    ]
    return _ok(count=len(found), data=data)


async def keywords(request: Request) -> Response:
    await _category(request)
    title = choose_templates.find_title(read_number(request.query_params.get("tid")) or 0)
    if title is None:
        return answers.refused(request, answers.BAD_TITLE)
    data = [
        {"kid": one.kid, "name": one.label, "example": one.example, "rule": one.name.rstrip("0123456789")}
        for one in title.keywords
    ]
    return _ok(count=len(data), data=data)


async def choose(request: Request) -> Response:
    body = await read_body(request, ChooseBody, "template")
    tid = body.tid if isinstance(body.tid, int) else read_number(body.tid) or 0
    made = await choose_templates.choose(_house(request), token_of(request), tid, body.kidList, scene=body.sceneDesc)
    return _ok(priTmplId=made.id)


async def chosen(request: Request) -> Response:
    await count(request, "template", token_of(request))
    found = await choose_templates.list_chosen(_house(request), token_of(request))
    return _ok(
        data=[
            {
                "priTmplId": one.id,
                "title": one.title.title,
                "content": "".join(f"{word.label}:{{{{{word.name}.DATA}}}}\n" for word in one.keywords),
                "example": "".join(f"{word.label}:{word.example}\n" for word in one.keywords),
                "type": ONE_TIME,
            }
            for one in found
        ]
    )


async def drop(request: Request) -> Response:
    body = await read_body(request, DropBody, "template")
    await choose_templates.drop(_house(request), token_of(request), body.priTmplId)
    return _ok()


async def _category(request: Request) -> str:
    """Of the program that calls."""
    await count(request, "template", token_of(request))
    return (await choose_templates.require_program(_house(request), token_of(request))).category


def _ok(**facts: Any) -> Response:
    return answers.answered({"errcode": 0, "errmsg": "ok"} | facts)


def _house(request: Request) -> Any:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/wxaapi/newtmpl/getcategory", api(categories)),
    Route("/wxaapi/newtmpl/getpubtemplatetitles", api(titles)),
    Route("/wxaapi/newtmpl/getpubtemplatekeywords", api(keywords)),
    Route("/wxaapi/newtmpl/addtemplate", api(choose), methods=["POST"]),
    Route("/wxaapi/newtmpl/gettemplate", api(chosen)),
    Route("/wxaapi/newtmpl/deltemplate", api(drop), methods=["POST"]),
]
