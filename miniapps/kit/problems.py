"""What a guest's server says when it says no: a stable code, words for people, an HTTP status, and facts for a program
that says it in another language."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse


class Problem(Exception):
    def __init__(self, status: int, code: str, message: str, facts: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.facts = status, code, message, facts or {}


async def answer_problem(_request: Request, problem: Exception) -> JSONResponse:
    if not isinstance(problem, Problem):
        raise problem
    body = {"code": problem.code, "message": problem.message, "facts": problem.facts}
    return JSONResponse(body, status_code=problem.status)
