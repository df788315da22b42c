"""WXS as the platform runs it, seen through templates that show what its functions return."""

import json
from pathlib import Path

from tests.superapp.compiler.programs import bundle, found, refusal


async def value_of(folder: Path, *cases: tuple[str, str]) -> list[str]:
    """For each (body of a WXS function of x, x as JSON) what the function returns, as the template shows it."""
    functions = "\n".join(f"f{n}: function (x) {{ {body} }}," for n, (body, _) in enumerate(cases))
    rows = "".join(f"<view>{{{{m.f{n}(x{n})}}}}</view>" for n in range(len(cases)))
    template = f'<wxs module="m">module.exports = {{ {functions} }};</wxs>{rows}'
    data = {f"x{n}": json.loads(x) for n, (_, x) in enumerate(cases)}
    made = await bundle(folder, {"p/a.wxml": template}, render=[("p/a", data)])
    drawn = made.inside["drawn"][0]
    assert drawn["faults"] == []
    return drawn["text"].removeprefix("view(").removesuffix(")").split(")view(")


async def test_a_constructor_is_the_name_of_a_type(tmp_path: Path) -> None:
    kinds = [
        ("return x.constructor", "[1]"),
        ("return x.constructor", '{"a": 1}'),
        ("return x.constructor", '"text"'),
        ("return x.constructor", "5"),
        ("return x.constructor", "true"),
        ("return (function () {}).constructor", "null"),
        ("return getDate(0).constructor", "null"),
        ("return getRegExp('a').constructor", "null"),
        ("return x['constructor'] === 'Array' ? 'yes' : 'no'", "[]"),
        ("return (1).constructor", "null"),
        ("return x[0].constructor + x.constructor", "[1]"),
        ("return [x.constructor].constructor", "1"),
        ("return x.constructor.length", "[1]"),
    ]
    assert await value_of(tmp_path, *kinds) == [
        "Array",
        "Object",
        "String",
        "Number",
        "Boolean",
        "Function",
        "Date",
        "RegExp",
        "yes",
        "Number",
        "NumberArray",
        "Array",
        "5",
    ]


async def test_dates_regular_expressions_and_reserved_words(tmp_path: Path) -> None:
    cases = [
        ("return getRegExp('[^0-9]', 'g').test(x)", '"a1"'),
        ("return x.replace(getRegExp('b', 'gi'), '-')", '"aBb"'),
        # Libraries write single backslashes in patterns, and doubled ones.
        (r"return getRegExp('^-?\d+(\.\d+)?$').test(x)", '"1.5"'),
        (r'return getRegExp("^\\d\"\bb$").test(x)', '"1\\"b"'),
        ("return getDate(2020, 1, 29).getDate()", "null"),
        ("return getDate(x).getTime()", "1000"),
        ("return typeof getDate().getTime()", "null"),
        ("var o = { constructor: 1 }; o.constructor = 2; return typeof o", "null"),
        ("return JSON.stringify({ a: Math.max(1, 2) })", "null"),
        ("return parseInt(x) + Number.MAX_VALUE - Number.MAX_VALUE", '"7px"'),
    ]
    assert await value_of(tmp_path, *cases) == [
        "true",
        "a--",
        "true",
        "true",
        "29",
        "1000",
        "number",
        "object",
        '{"a":2}',
        "0",
    ]


async def test_words_that_only_javascript_reserves_are_names(tmp_path: Path) -> None:
    module = "var class = 'a'; var o = { class: class, import: 1 }; function f(enum) { return enum + o.class }"
    template = f'<wxs module="m">{module} module.exports = {{ f: f }};</wxs><view>{{{{m.f("x")}}}}</view>'

    made = await bundle(tmp_path, {"p/a.wxml": template}, render=[("p/a", {})])

    assert made.inside["drawn"][0] == {"text": "view(xa)", "faults": []}


async def test_modules_require_each_other_by_path(tmp_path: Path) -> None:
    files = {
        "p/a.wxml": '<wxs module="m" src="./m.wxs"/><view>{{m.twice(4)}} {{m.kind([])}}</view>',
        "p/m.wxs": "var h = require('../lib/h.wxs'); module.exports = { twice: h.twice, kind: h.kind };",
        "lib/h.wxs": "module.exports = { twice: function (n) { return n * 2 }, "
        "kind: function (x) { return x.constructor } }",
    }
    made = await bundle(tmp_path, files, render=[("p/a", {})])

    assert made.inside["drawn"][0]["text"] == "view(8 Array)"


async def test_a_missing_module_is_empty_and_named(tmp_path: Path) -> None:
    template = '<wxs module="m" src="./gone.wxs"/><view>{{m.x}}ok</view>'

    made = await bundle(tmp_path, {"p/a.wxml": template}, render=[("p/a", {})])

    assert ("wxs_missing", "p/a.wxml", 0) in made.found()
    assert made.inside["drawn"][0]["text"] == "view(ok)"


async def test_a_module_that_forgets_var_leaves_the_templates_alone(tmp_path: Path) -> None:
    template = '<wxs module="m">D = 1; R = 2; G = 3; module.exports = { a: D + R };</wxs><view>{{m.a}}</view>'
    other = '<wxs module="n">module.exports = { b: 5 };</wxs><view>{{n.b}}</view>'
    files = {"app.json": '{"pages": ["p/a", "p/b"]}', "p/a.wxml": template, "p/b.wxml": other, "p/b.js": "Page({})"}

    made = await bundle(tmp_path, files, render=[("p/a", {}), ("p/b", {})])

    assert [one["text"] for one in made.inside["drawn"]] == ["view(3)", "view(5)"]


async def test_a_syntax_error_names_the_line_in_the_template(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {"p/a.wxml": '<view/>\n<wxs module="m">\nvar a = ;\n</wxs>'})

    assert found(failed.diagnostics) == [("wxs_syntax", "p/a.wxml", 3)]


async def test_a_module_cannot_end_the_function_it_stands_in(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {"p/a.wxml": '<wxs module="m">}});globalThis.out = 1;((()=>{({</wxs>'})

    assert found(failed.diagnostics) == [("wxs_syntax", "p/a.wxml", 1)]
