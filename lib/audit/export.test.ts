import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Context } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { csvLine } from "./csv";
import { exportAuditEvents } from "./export";
import { listAuditEvents } from "./queries";
import { fillLog, record } from "./test-events";

let db: TestDatabase;
let ctx: Context;

beforeAll(async () => {
  db = await createTestDatabase();
  ctx = contextOf(db.runtime, await signIn(db.runtime, "avery", ["audit"]));
  await fillLog(db.runtime, 10_000);
  await declare(db.runtime);
});
afterAll(() => db.drop());

describe("an export", () => {
  it("of 10,000 events reads on only as fast as it is taken, a batch at a time, and each event once", async () => {
    const query = vi.spyOn(db.runtime.pool, "query");
    const { body } = await exportAuditEvents(ctx, { format: "jsonl", to: "2026-11-02" });
    const before = query.mock.calls.length;
    const reader = body.getReader();
    const ids = new Set<string>();
    let largest = 0;
    for (let chunk = 1; ; chunk++) {
      const { done, value } = await reader.read();
      if (done) break;
      // Nobody holds a connection, or has read ahead, while the reader thinks.
      expect(query.mock.calls.length - before).toBe(chunk);
      expect(db.runtime.pool.idleCount).toBe(db.runtime.pool.totalCount);
      largest = Math.max(largest, value.byteLength);
      const lines = new TextDecoder().decode(value).split("\n").filter(Boolean);
      expect(lines.length).toBeLessThanOrEqual(1_000);
      for (const line of lines) ids.add(JSON.parse(line).id);
    }
    query.mockRestore();
    expect(ids.size).toBe(10_000);
    expect(largest).toBeLessThan(1_000_000);
  });

  it("ends when its reader hangs up", async () => {
    const { body } = await exportAuditEvents(ctx, {});
    const reader = body.getReader();
    await reader.read();
    const query = vi.spyOn(db.runtime.pool, "query");
    await reader.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(query).not.toHaveBeenCalled();
    query.mockRestore();
    expect(db.runtime.pool.idleCount).toBe(db.runtime.pool.totalCount);
  });

  it("breaks off loudly when the database fails on the way", async () => {
    const { body } = await exportAuditEvents(ctx, {});
    const reader = body.getReader();
    await reader.read();
    vi.spyOn(db.runtime.pool, "query").mockRejectedValueOnce(new Error("gone") as never);
    await expect(reader.read()).rejects.toThrow("gone");
    vi.restoreAllMocks();
  });

  it("is on record before its first byte, with filters, format and rows, and is not part of itself", async () => {
    const filter = { action: "grant.*", from: "2026-10-31", to: "2026-11-01" };
    const { body, contentType, fileName } = await exportAuditEvents(ctx, { ...filter, format: "csv" });
    const [event] = (await listAuditEvents(ctx, { action: "audit.exported", limit: 1 })).items;
    expect(event).toMatchObject({
      actor: { name: "avery" },
      detail: {
        format: "csv",
        filters: { action: "grant.*", from: "2026-10-31T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" },
        moreRows: false,
      },
    });
    const lines = (await new Response(body).text()).trimEnd().split("\r\n");
    expect(event?.detail.rows).toBe(lines.length - 1);
    expect(lines.length).toBeGreaterThan(100);
    expect(contentType).toMatch(/^text\/csv/);
    expect(fileName).toMatch(/^daypass-audit-[\dT-]+\.csv$/);
    const { body: whole } = await exportAuditEvents(ctx, { action: "audit.*", format: "jsonl" });
    const [newest] = (await new Response(whole).text()).split("\n");
    expect(JSON.parse(newest ?? "").id).toBe(event?.id);
  });

  it("of nothing is a head line, or no line", async () => {
    const text = async (format: string) =>
      new Response((await exportAuditEvents(ctx, { format, service: "no/such/service" })).body).text();
    expect(await text("csv")).toBe(
      "at,what,action,outcome,actor,actorId,service,subject,subjectId,requestId,grantId,detail,id\r\n",
    );
    expect(await text("jsonl")).toBe("");
  });

  it.each([
    [{ format: "xls" }],
    [{ limit: "5" }],
    [{ cursor: "x" }],
    [{ everything: "yes" }],
    [{ action: "x" }],
  ])("refuses %j, and that is no export", async (input) => {
    const exports = async () =>
      (await listAuditEvents(ctx, { action: "audit.exported", limit: 200 })).items.length;
    const before = await exports();
    await expect(exportAuditEvents(ctx, input)).rejects.toMatchObject({ code: "invalid-input" });
    expect(await exports()).toBe(before);
  });

  it("gives a spreadsheet nothing to run, and a CSV reader everything back", async () => {
    const evil = await signIn(db.runtime, '=HYPERLINK("http://evil.test","x")', ["engineering"]);
    const reason = 'say "no",\r\nor\tyes';
    await record(db.runtime, evil, [
      { action: "grant.revoked", service: "@SUM(A1)", subject: evil.id, detail: { reason } },
    ]);
    const { body } = await exportAuditEvents(ctx, { actor: evil.id, action: "grant.revoked" });
    const [head = [], row = []] = parseCsv(await new Response(body).text());
    const cells = Object.fromEntries(head.map((name, index) => [name, row[index]]));
    expect(cells).toMatchObject({
      actor: `'${evil.name}`,
      subject: `'${evil.name}`,
      service: "'@SUM(A1)",
      detail: JSON.stringify({ reason }),
    });
    for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });
});

describe("a CSV line", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@A1", "'@A1"],
    ["\tx", "'\tx"],
    ["\rx", '"\'\rx"'],
    ["=a,b", `"'=a,b"`],
    ["a=b", "a=b"],
    ["", ""],
    ['a"b', '"a""b"'],
    ["a,b", '"a,b"'],
    ["a\nb", '"a\nb"'],
    ["é😀", "é😀"],
  ])("%j is written %j", (cell, written) => {
    expect(csvLine([cell, "end"])).toBe(`${written},end\r\n`);
  });
});

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = field.exec(text); match; match = field.exec(text)) {
    row.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    if (match[3] === "\r\n") {
      rows.push(row);
      row = [];
    }
    if (field.lastIndex === text.length) return rows;
  }
  throw new Error("not a CSV file");
}
