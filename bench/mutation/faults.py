"""Every small fault that one place of a module could have: a comparison turned, a sign, a number off by one, a
condition negated, a guard or a write left out. Pure; `forks.py` puts a fault into the running code.

Left alone are promises (`ensure`, `assert`), which no test can see hold, and words for logs; and all that stands
outside functions: tables and constants are proved by the database and by reading."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
PROMISES = ("ensure", "log", "logging")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Fault:
    """path: of the module; function: its qualified name; number: which of the function's faults; what: for people."""

    path: Path
    function: str
    number: int
    line: int
    what: str


def faults_of(path: Path) -> list[Fault]:
    found: list[Fault] = []
    for name, function in _functions(ast.parse(path.read_text()).body, ""):
        found += [Fault(path, name, number, *one) for number, one in enumerate(_sites(function, None))]
    return found


def with_fault(fault: Fault) -> ast.Module:
    """The module's tree with this one fault."""
    tree = ast.parse(fault.path.read_text())
    function = dict(_functions(tree.body, ""))[fault.function]
    for _ in _sites(function, fault.number):
        pass
    return ast.fix_missing_locations(tree)


def _functions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Function]]:
    """The outermost functions: those within belong to them."""
    for node in body:
        if isinstance(node, Function):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")


def _sites(function: Function, wanted: int | None) -> Iterator[tuple[int, str]]:
    """(line, what) of each fault; the one with the number `wanted` is made in the tree."""
    number = 0
    for node in _inside(function):
        for what, change in _changes(node):
            if number == wanted:
                change()
                return
            number += 1
            yield node.lineno, what


def _inside(function: Function) -> Iterator[ast.stmt | ast.expr]:
    """What of it may be changed, in a fixed order: no annotations, no defaults, no promises."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Assert | ast.Raise) or _is_promise(node):
            if isinstance(node, ast.Raise):
                yield node
            continue
        if isinstance(node, ast.stmt | ast.expr):
            yield node
        if isinstance(node, ast.AnnAssign):
            waiting += [node.value] if node.value else []
        elif isinstance(node, Function):
            waiting += reversed(node.body)
        elif not isinstance(node, ast.JoinedStr):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def _is_promise(node: ast.AST) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    called = call.func if isinstance(call, ast.Call) else None
    while isinstance(called, ast.Attribute):
        called = called.value
    return isinstance(called, ast.Name) and called.id in PROMISES


def _changes(node: ast.stmt | ast.expr) -> Iterator[tuple[str, "_Change"]]:
    shown = ast.unparse(node).split("\n")[0][:70]
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield f"`{shown}` with {COMPARISONS[type(op)].__name__}", _Change(node, "ops", [COMPARISONS[type(op)]()])
        case ast.BinOp(op=op) if type(op) in ARITHMETIC and not _is_text(node):
            yield f"`{shown}` with {ARITHMETIC[type(op)].__name__}", _Change(node, "op", ARITHMETIC[type(op)]())
        case ast.AugAssign(op=op) if type(op) in ARITHMETIC and not _is_text(node.value):
            yield f"`{shown}` with {ARITHMETIC[type(op)].__name__}", _Change(node, "op", ARITHMETIC[type(op)]())
        case ast.Constant(value=bool() as value):
            yield f"{value} as {not value}", _Change(node, "value", not value)
        case ast.Constant(value=int() as value):
            yield f"{value} as {value + 1}", _Change(node, "value", value + 1)
        case ast.BoolOp(op=ast.And()):
            yield f"`{shown}` with or", _Change(node, "op", ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield f"`{shown}` with and", _Change(node, "op", ast.And())
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            negated = ast.UnaryOp(ast.Not(), copy.deepcopy(test))
            yield f"`{ast.unparse(test)[:70]}` negated", _Change(node, "test", negated)
        case ast.Call(func=ast.Name(id=name) as called) if name in TWINS:
            yield f"{name} as {TWINS[name]}", _Change(called, "id", TWINS[name])
        case ast.Raise():
            yield f"without `{shown}`", _Change(node, "", None)
        case ast.Expr(value=ast.Call() | ast.Await()):
            yield f"without `{shown}`", _Change(node, "", None)
        case _:
            pass


def _is_text(node: ast.AST) -> bool:
    """Whether a sum or a difference is of words or lists rather than of numbers, as far as one can see."""
    plain = (ast.JoinedStr, ast.List, ast.ListComp, ast.Set, ast.SetComp, ast.Tuple, ast.Dict)
    parts = [one for one in ast.walk(node) if isinstance(one, plain)]
    return bool(parts) or any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(node))


@dataclass(slots=True)
class _Change:
    """A field of a node set to another value; "" makes the statement one that does nothing."""

    node: ast.AST
    field: str
    value: object

    def __call__(self) -> None:
        if self.field:
            setattr(self.node, self.field, self.value)
            return
        # A statement cannot replace itself in its parent's list; it becomes an expression without effect.
        nothing = ast.copy_location(ast.Expr(ast.Constant(None)), self.node)
        self.node.__class__ = ast.Expr
        self.node.__dict__.clear()
        self.node.__dict__.update(nothing.__dict__)
