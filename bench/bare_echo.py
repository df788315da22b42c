"""The baseline of bench/people_money.py: Starlette and nothing else, which reads JSON and sends it back.
`python -m bench.bare_echo PORT` serves it."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def echo(request: Request) -> Response:
    return JSONResponse(await request.json())


async def ready(_request: Request) -> Response:
    return Response("ok")


app = Starlette(routes=[Route("/echo", echo, methods=["POST"]), Route("/readyz", ready)])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning", lifespan="off")
