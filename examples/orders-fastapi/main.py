"""A service as a team would write it: nobody reaches its routes without a token for the right scope."""

import os
from decimal import Decimal
from typing import Any

from daypass.fastapi import AccessToken, Daypass
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

# A real deployment runs in one environment. This one plays both, each with orders of its own.
environments = os.environ.get("DAYPASS_ENVIRONMENT", "staging,production").split(",")

daypass = Daypass(
    issuer=os.environ.get("DAYPASS_URL", "http://localhost:3000"),
    audience=os.environ.get("DAYPASS_AUDIENCE", "urn:demo:orders-fastapi"),
    service=os.environ.get("DAYPASS_SERVICE", "shop/orders-fastapi/orders-fastapi"),
    environment=environments,
    client_id=os.environ["DAYPASS_CLIENT_ID"],
    client_secret=os.environ["DAYPASS_CLIENT_SECRET"],
)
app = FastAPI(title="Orders")
app.include_router(daypass.router)


class Refund(BaseModel):
    amount: Decimal


def new_orders() -> dict[str, dict[str, Any]]:
    return {
        "1001": {"id": "1001", "customer": "Ada L.", "total": Decimal("64.90"), "refunded": Decimal(0)},
        "1002": {"id": "1002", "customer": "Grace H.", "total": Decimal("23.50"), "refunded": Decimal(0)},
        "1003": {"id": "1003", "customer": "Alan T.", "total": Decimal("18.20"), "refunded": Decimal(0)},
    }


orders_of = {environment: new_orders() for environment in environments}


@app.get("/orders")
async def read_orders(token: AccessToken = Depends(daypass.require("orders:read"))) -> dict[str, Any]:
    place = token.grant.environment or environments[0]
    return {"environment": place, "orders": list(orders_of[place].values())}


@app.post("/orders/{order_id}/refunds", status_code=201)
async def refund(
    order_id: str, refund: Refund, token: AccessToken = Depends(daypass.require("orders:refund", role="refunder"))
) -> dict[str, Any]:
    place = token.grant.environment or environments[0]
    order = orders_of[place].get(order_id)
    if order is None or not 0 < refund.amount <= order["total"] - order["refunded"]:
        raise HTTPException(422, "Send an amount, at most what is left of an order that exists.")
    order["refunded"] += refund.amount
    print(f"{token.subject} refunded {refund.amount} of order {order_id} under {token.grant.id}")
    return {"environment": place, "order": order}
