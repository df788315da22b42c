"""What the ticket seller says when it says no: a stable code, words for the buyer, an HTTP status."""

from starlette.requests import Request
from starlette.responses import JSONResponse


class TicketProblem(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


async def answer_problem(_request: Request, problem: Exception) -> JSONResponse:
    if not isinstance(problem, TicketProblem):
        raise problem
    return JSONResponse({"code": problem.code, "message": problem.message}, status_code=problem.status)
