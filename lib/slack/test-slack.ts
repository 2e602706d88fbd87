import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { SlackConfig } from "@/lib/config/config";
import { answerIn, type Weather } from "@/lib/outbox/test-weather";
import { messageBlocks, modalView, type SentBlocks, type SentView } from "./test-block-kit";

/** How the next calls go wrong. */
export type Trouble = { status: number; retryAfter?: number } | { error: string } | "cut" | "silent";

export interface SentMessage {
  channel: string;
  ts: string;
  text: string;
  blocks: SentBlocks;
}

/** A workspace on loopback: takes the calls that Slack takes, in the shape in which it takes them, with the right token only. */
export interface TestSlack {
  config: SlackConfig;
  /** Everything that was asked of it: method, and what it answered. */
  calls: { method: string; answer: string }[];
  messages: SentMessage[];
  /** Each as it was when it was posted, whatever became of it. */
  posts: SentMessage[];
  ephemerals: { channel: string; user: string; text: string; blocks?: SentBlocks | undefined }[];
  views: SentView[];
  /** Works for three seconds and one dialog. */
  issueTrigger(): string;
  /** Each next call meets the next trouble; after the last one all is well. */
  trouble(...next: Trouble[]): void;
  weather: Weather;
  stop(): Promise<void>;
}

const channel = z.string().regex(/^[CDGU][A-Z0-9]{2,}$/);
const text = z.string().min(1).max(4_000);
const bodies = {
  "chat.postMessage": z.strictObject({
    channel,
    text,
    blocks: messageBlocks,
    unfurl_links: z.literal(false),
  }),
  "chat.update": z.strictObject({ channel, ts: z.string(), text, blocks: messageBlocks }),
  "chat.postEphemeral": z.strictObject({ channel, user: z.string(), text, blocks: messageBlocks.optional() }),
  "views.open": z.strictObject({ trigger_id: z.string(), view: modalView }),
};

/** An answer but for its `ok`; with an error it is none. */
type Said = { error?: string; [member: string]: unknown };

const token = "xoxb-test-token";

export async function startTestSlack(users: readonly string[] | "anybody"): Promise<TestSlack> {
  const knows = (user: string) => users === "anybody" || users.includes(user);
  const triggers = new Map<string, number>();
  const troubles: Trouble[] = [];
  let clock = 1_700_000_000;

  const handle = {
    "chat.postMessage"(body: z.output<(typeof bodies)["chat.postMessage"]>) {
      if (body.channel.startsWith("U") && !knows(body.channel)) return { error: "channel_not_found" };
      clock += 1;
      const place = body.channel.replace(/^U/, "D");
      const message = { channel: place, ts: `${clock}.000100`, text: body.text, blocks: body.blocks };
      slack.messages.push(message);
      slack.posts.push({ ...message });
      return {
        channel: place,
        ts: message.ts,
        message: { text: body.text, ts: message.ts, type: "message" },
      };
    },
    "chat.update"({ channel: place, ts, ...content }: z.output<(typeof bodies)["chat.update"]>) {
      const message = slack.messages.find((each) => each.channel === place && each.ts === ts);
      if (!message) return { error: "message_not_found" };
      Object.assign(message, content);
      return { channel: place, ts, text: content.text };
    },
    "chat.postEphemeral"(body: z.output<(typeof bodies)["chat.postEphemeral"]>) {
      if (!knows(body.user)) return { error: "user_not_in_channel" };
      slack.ephemerals.push(body);
      return { message_ts: "1700000000.000200" };
    },
    "views.open"({ trigger_id, view }: z.output<(typeof bodies)["views.open"]>) {
      const issuedAt = triggers.get(trigger_id);
      triggers.delete(trigger_id);
      if (issuedAt === undefined) return { error: "exchanged_trigger_id" };
      if (Date.now() - issuedAt > 3_000) return { error: "expired_trigger_id" };
      slack.views.push(view);
      return { view: { id: "V0TEST", ...view } };
    },
  };

  const server = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = (incoming.url ?? "").replace("/api/", "");
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const trouble = troubles.shift();
    if (trouble === "silent") return void slack.calls.push({ method, answer: "silent" });
    if (trouble === "cut") {
      slack.calls.push({ method, answer: "cut" });
      outgoing.writeHead(200, { "content-type": "application/json", "content-length": "500" });
      outgoing.write('{"ok":true,');
      outgoing.socket?.destroySoon();
      return;
    }
    if (trouble && "status" in trouble) {
      slack.calls.push({ method, answer: String(trouble.status) });
      outgoing.writeHead(
        trouble.status,
        trouble.retryAfter ? { "retry-after": String(trouble.retryAfter) } : {},
      );
      return void outgoing.end("no");
    }
    await answerIn(slack.weather, outgoing, () => {
      const said = trouble ?? respond(incoming, method, Buffer.concat(chunks).toString("utf8"));
      slack.calls.push({ method, answer: said.error ?? "ok" });
      return { status: 200, body: JSON.stringify({ ok: said.error === undefined, ...said }) };
    });
  }

  function respond({ headers, method: verb }: IncomingMessage, method: string, body: string): Said {
    if (verb !== "POST" || !Object.hasOwn(bodies, method)) return { error: "unknown_method" };
    if (headers["content-type"] !== "application/json; charset=utf-8") return { error: "invalid_form_data" };
    if (!headers.authorization) return { error: "not_authed" };
    if (headers.authorization !== `Bearer ${token}`) return { error: "invalid_auth" };
    const name = method as keyof typeof bodies;
    const parsed = bodies[name].safeParse(JSON.parse(body));
    if (!parsed.success) return { error: "invalid_blocks", why: z.prettifyError(parsed.error) };
    // Each handler gets what the schema of its own name let through.
    return (handle[name] as (body: unknown) => Said)(parsed.data);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const slack: TestSlack = {
    config: {
      botToken: token,
      signingSecret: "a signing secret of nobody",
      apiUrl: `http://127.0.0.1:${port}/api/`,
      teamId: "T0ACME",
      appId: "A0DAYPASS",
      channel: "C0ALARMS",
    },
    calls: [],
    messages: [],
    posts: [],
    ephemerals: [],
    views: [],
    issueTrigger() {
      const id = `${Date.now()}.${triggers.size}.${Math.random().toString(36).slice(2)}`;
      triggers.set(id, Date.now());
      return id;
    },
    trouble: (...next) => void troubles.push(...next),
    weather: "fine",
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return slack;
}
