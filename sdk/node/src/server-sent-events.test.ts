import { describe, expect, it } from "vitest";
import { EventStreamReader } from "./server-sent-events.js";

const text =
  ": a comment\r\nretry: 250\r\n\r\nevent: hello\ndata: 1\n\nid: 7\rdata: a\rdata:b\r\rdata\n\nid\nevent: x\n\ndata:  two\n\n";
const expected = [
  { event: "hello", data: "1", lastEventId: "" },
  { event: "message", data: "a\nb", lastEventId: "7" },
  { event: "message", data: "", lastEventId: "7" },
  { event: "message", data: " two", lastEventId: "" },
];

describe("EventStreamReader (WHATWG HTML 9.2.6)", () => {
  it("reads the same however the stream is cut", () => {
    for (let size = 1; size <= text.length; size++) {
      const reader = new EventStreamReader();
      const events = [];
      for (let at = 0; at < text.length; at += size) events.push(...reader.read(text.slice(at, at + size)));
      expect(events, `in pieces of ${size}`).toEqual(expected);
      expect(reader.retryMs).toBe(250);
    }
  });

  it("gives no event that was not ended, and refuses an endless line", () => {
    const reader = new EventStreamReader();
    expect([...reader.read("data: x\n")]).toEqual([]);
    expect(() => [...reader.read("y".repeat(65_537))]).toThrow();
  });
});
