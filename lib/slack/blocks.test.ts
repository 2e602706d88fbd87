import { describe, expect, test } from "vitest";
import { closedBlocks, openBlocks, plainLine } from "./blocks";
import { messageBlocks } from "./test-block-kit";
import { buttonsOf, textOf } from "./test-interactions";
import { hostile, testMessage } from "./test-message";

/** What Slack would take of it; throws for what it would not. */
const taken = (blocks: unknown) => ({
  blocks: messageBlocks.parse(blocks),
  channel: "D0",
  ts: "1",
  text: "x",
});
const request = testMessage().request ?? undefined;
const withAbilities = (...abilities: ("approve" | "shorten" | "deny")[]) =>
  testMessage({ request: request ? { ...request, abilities } : null });

describe("a request to decide", () => {
  test("says who, what, how long, why, why you, and until when", () => {
    expect(textOf(taken(openBlocks(testMessage())))).toBe(
      [
        "*Riley Chen asks for refunder on Orders API in production for 4 h.*",
        "> Customer 4711 was charged twice",
        "*Access*\nrefunder on Orders API in production",
        "*For*\n4 h instead of 8 h, cut by environment production",
        "*Ticket*\nOPS-12",
        "*Risk*\nhigh",
        "*Allows*\nRead orders (scope orders:read)",
        "You are asked because you are in orders-team.",
        "Closes <!date^1795714200^{date_short_pretty} at {time}|2026-11-26 17:30 UTC>",
        "[Approve]",
        "[Shorten…]",
        "[Deny…]",
        "[Open in Daypass]",
      ].join("\n"),
    );
  });

  test("is approved by a press that was confirmed, of a button that knows the request and nothing else", () => {
    const [approve, shorten, deny, open] = buttonsOf(taken(openBlocks(testMessage())));
    expect(approve).toMatchObject({
      value: "req_1",
      style: "primary",
      confirm: { text: { text: "Riley Chen gets refunder on Orders API in production for 4 h." } },
    });
    expect([shorten?.value, deny?.value, deny?.style]).toEqual(["req_1", "req_1", "danger"]);
    expect(open).toMatchObject({ url: "https://daypass.example.com/requests/req_1?decide=approve" });
    expect(open).not.toHaveProperty("value");
  });

  test.each<[string, ("approve" | "shorten" | "deny")[], string[]]>([
    ["all", ["approve", "shorten", "deny"], ["approve", "shorten", "deny", "open"]],
    ["a no", ["deny"], ["deny", "open"]],
    ["nothing", [], ["open"]],
  ])("has buttons for what its reader may do: %s", (_what, abilities, expected) => {
    const message = taken(openBlocks(withAbilities(...abilities)));
    expect(buttonsOf(message).map((button) => button.action_id)).toEqual(expected);
    const isHinted = textOf(message).includes("To approve it, open it in Daypass.");
    expect(isHinted).toBe(abilities.length === 1);
  });
});

test("a settled message says what became of it, links to it, and has no button", () => {
  const message = withAbilities();
  const blocks = taken(closedBlocks({ message, reference: "D0/1", outcome: "Omar approved it for 1 h" }));
  expect(buttonsOf(blocks)).toEqual([]);
  expect(textOf(blocks)).toContain(
    "*Omar approved it for 1 h*\n<https://daypass.example.com/requests/req_1?decide=approve|Open in Daypass>",
  );
  expect(textOf(blocks)).not.toContain("Closes");
});

test("news about a request that ask for no decision have none of its buttons", () => {
  const action = { label: "See the request", url: "https://daypass.example.com/requests/req_1" };
  const message = taken(openBlocks(testMessage({ kind: "mentioned", topic: "mentions", action })));
  expect(buttonsOf(message).map((button) => button.text.text)).toEqual(["See the request"]);
  expect(textOf(message)).not.toContain("Closes <!date");
});

test("news without a request is a sentence, its facts and one step", () => {
  const action = { label: "See your access", url: "https://daypass.example.com/access" };
  const facts = [{ label: "Closes by itself", value: "soon" }];
  const message = taken(openBlocks(testMessage({ request: null, quote: null, why: null, facts, action })));
  expect(textOf(message)).toMatch(/^\*.*\*\n\*Closes by itself\*\nsoon\n\[See your access\]$/);
});

test("what people write stays text, and fits", () => {
  const facts = Array.from({ length: 14 }, () => ({ label: hostile, value: hostile }));
  const message = testMessage({
    sentence: hostile,
    quote: { by: hostile, text: hostile },
    why: hostile,
    facts,
    action: { label: hostile, url: "https://daypass.example.com/requests/req_1" },
    request: request
      ? {
          ...request,
          requester: { id: "x", name: hostile },
          role: hostile,
          service: { ref: "x", title: hostile },
        }
      : null,
  });
  for (const blocks of [
    openBlocks(message),
    closedBlocks({ message, reference: "D0/1", outcome: hostile }),
  ]) {
    const said = textOf(taken(blocks));
    expect(said).not.toMatch(/<!channel|<https:\/\/evil/);
    expect(said).toContain("&lt;!channel&gt; &lt;https://evil.example|click&gt;");
  }
  expect(plainLine(hostile).length).toBeLessThanOrEqual(3_000);
  expect(plainLine("<!here>")).toBe("&lt;!here&gt;");
});
