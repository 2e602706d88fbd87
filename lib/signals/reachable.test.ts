import { describe, expect, it } from "vitest";
import { isInside, lookupOutside, reachOf } from "./reachable";

const ref = "shop/orders/orders-api";
const config = {
  baseUrl: "https://daypass.example.com",
  serviceUrls: { [ref]: "https://orders.internal:8443/api" },
};

describe("an address that a service names for its events", () => {
  it.each([
    "http://receiver.example.com/events",
    "ftp://receiver.example.com/",
    "https://127.0.0.1/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://localhost/",
    "https://10.1.2.3/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[64:ff9b::a00:1]/",
    "https://user:secret@receiver.example.com/",
    "https://receiver.example.com/#part",
    "http://orders.internal:8443/",
    "https://orders.internal/",
    "nonsense",
  ])("is not %s", (url) => {
    const reach = reachOf(config, ref, url);
    // A name may lead out: what it leads to is looked at when it is asked.
    if (url === "https://orders.internal/") expect(reach).toMatchObject({ vouched: false });
    else expect(reach).toMatchObject({ problem: expect.any(String) });
  });

  it("may be any that leads out, and where daypass.yaml says that the service is", () => {
    expect(reachOf(config, ref, "https://receiver.example.com/events")).toMatchObject({ vouched: false });
    expect(reachOf(config, ref, "https://orders.internal:8443/events")).toMatchObject({ vouched: true });
    expect(reachOf(config, "shop/other/api", "https://orders.internal:8443/events")).toMatchObject({
      vouched: false,
    });
  });

  it("may be on this machine only while Daypass itself is tried out there", () => {
    const here = { ...config, baseUrl: "http://localhost:3000" };
    expect(reachOf(here, ref, "http://127.0.0.1:9000/")).toMatchObject({ vouched: true });
    expect(reachOf(here, ref, "http://10.0.0.1:9000/")).toMatchObject({ problem: expect.any(String) });
  });
});

it("does not go where a name leads inside", async () => {
  const looked = await new Promise<{ error: Error | null; address: unknown }>((resolve) =>
    lookupOutside("localhost", {}, (error, address) => resolve({ error, address })),
  );
  expect(looked.error?.message).toContain("inside a network");
});

it.each([
  ["8.8.8.8", false],
  ["172.32.0.1", false],
  ["172.31.0.1", true],
  ["100.64.0.1", true],
  ["2606:4700::1", false],
  ["::ffff:8.8.8.8", false],
  ["::ffff:127.0.0.1", true],
  ["224.0.0.1", true],
])("knows what is inside: %s", (address, is) => {
  expect(isInside(address)).toBe(is);
});
