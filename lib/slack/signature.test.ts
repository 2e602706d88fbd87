import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkSignature } from "./signature";

// The example that Slack publishes in "Verifying requests from Slack".
const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const timestamp = "1531420618";
const body = Buffer.from(
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
    "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
);
const signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

const at = (offsetSeconds: number) => new Date((Number(timestamp) + offsetSeconds) * 1000);
const sign = (stamp: string, content: Uint8Array, key = secret) =>
  `v0=${createHmac("sha256", key).update(`v0:${stamp}:`).update(content).digest("hex")}`;

describe("the published example", () => {
  test.each([
    [0, "genuine"],
    [300, "genuine"],
    [-300, "genuine"],
    [301, "stale"],
    [-301, "stale"],
    [86_400, "stale"],
  ])("read %i seconds later is %s", (offset, expected) => {
    expect(checkSignature({ signature, timestamp, body }, secret, at(offset))).toBe(expected);
  });
});

describe("is wrong", () => {
  test.each<[string, Partial<{ signature: string | null; timestamp: string | null; body: Uint8Array }>]>([
    ["another body", { body: Buffer.concat([body, Buffer.from("&x=1")]) }],
    ["an empty body", { body: Buffer.alloc(0) }],
    ["another time", { timestamp: "1531420619" }],
    ["no signature", { signature: null }],
    ["no time", { timestamp: null }],
    ["a signature of nothing", { signature: "v0=" }],
    ["another version", { signature: signature.replace("v0", "v1") }],
    ["a signature in capitals", { signature: signature.toUpperCase() }],
    ["half a signature", { signature: signature.slice(0, 35) }],
    ["more than a signature", { signature: `${signature}0` }],
    ["another's signature", { signature: sign(timestamp, body, "another secret") }],
    ["a time that is signed and no number", { timestamp: "now", signature: sign("now", body) }],
    ["a time that is signed and empty", { timestamp: "", signature: sign("", body) }],
    ["a time before all times", { timestamp: "-5", signature: sign("-5", body) }],
  ])("%s", (_what, changed) => {
    expect(checkSignature({ signature, timestamp, body, ...changed }, secret, at(0))).toBe("wrong");
  });

  test("and stays so when it is stale as well: the reason tells nothing", () => {
    expect(checkSignature({ signature: null, timestamp, body }, secret, at(10_000))).toBe("wrong");
  });
});

test("bytes that are no text are signed as they came", () => {
  const bytes = Uint8Array.from([0xff, 0x00, 0xfe]);
  const proof = { signature: sign(timestamp, bytes), timestamp, body: bytes };
  expect(checkSignature(proof, secret, at(0))).toBe("genuine");
});
