"""The baseline of bench/sockets.py: Starlette and nothing else. It takes sockets, each in a room of its own choice, and
sends what is posted to a room to everybody in it. `python -m bench.sockets_bare PORT` serves it."""

import sys
from collections import defaultdict

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

_rooms: dict[str, set[WebSocket]] = defaultdict(set)


async def live(socket: WebSocket) -> None:
    await socket.accept()
    room = _rooms[socket.query_params["room"]]
    await socket.send_text('{"t":"caught_up","seq":0}')
    room.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        room.discard(socket)


async def say(request: Request) -> Response:
    text = (await request.body()).decode()
    for socket in list(_rooms[request.path_params["room"]]):
        await socket.send_text(text)
    return Response(status_code=204)


async def ready(_request: Request) -> Response:
    return Response("ok")


app = Starlette(
    routes=[WebSocketRoute("/live", live), Route("/rooms/{room}", say, methods=["POST"]), Route("/readyz", ready)]
)

if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), access_log=False, log_level="warning", ws_per_message_deflate=False, lifespan="off"
    )
