"""What the benchmark of revocation asks: a FastAPI service with one route."""

import os

from daypass.fastapi import Daypass
from fastapi import Depends, FastAPI

daypass = Daypass(
    issuer=os.environ["DAYPASS_URL"],
    audience=os.environ["DAYPASS_AUDIENCE"],
    service=os.environ["DAYPASS_SERVICE"],
    client_id=os.environ["DAYPASS_CLIENT_ID"],
    client_secret=os.environ["DAYPASS_CLIENT_SECRET"],
    reporting=False,
)
app = FastAPI()


@app.get("/", dependencies=[Depends(daypass.require("bench:read"))])
async def read() -> None:
    return None
