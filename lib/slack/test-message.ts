import type { Message } from "@/lib/notifications/channel";
import type { Principal } from "@/lib/principals/principal";

const riley = { id: "prn_riley", name: "Riley Chen" };

const olivia: Principal = {
  id: "prn_olivia",
  kind: "user",
  issuer: "https://issuer.test",
  subject: "olivia",
  name: "Olivia",
  email: null,
  ref: null,
  groups: [],
  claims: {},
  slackUser: { id: "U0OLIVIA", team: "T0ACME" },
  standsInFor: [],
  deactivatedAt: null,
};

/** A request that waits for Olivia, as it is told. */
export function testMessage(changed: Partial<Message> = {}): Message {
  const request: NonNullable<Message["request"]> = {
    id: "req_1",
    service: { ref: "shop/orders/orders-api", title: "Orders API" },
    role: "refunder",
    environment: "production",
    requester: riley,
    durationSeconds: 14_400,
    justification: "Customer 4711 was charged twice",
    ticket: "OPS-12",
    risk: "high",
    pending: true,
    pendingUntil: new Date("2026-11-26T17:30:00Z"),
    abilities: ["approve", "shorten", "deny"],
  };
  return {
    id: "msg_1",
    kind: "decision-wanted",
    topic: "asked",
    to: { kind: "person", person: olivia },
    at: new Date("2026-11-25T17:30:00Z"),
    urgent: false,
    thread: "req_1",
    title: "Riley Chen asks for refunder on Orders API",
    sentence: "Riley Chen asks for refunder on Orders API in production for 4 h.",
    why: "You are asked because you are in orders-team.",
    quote: { by: "Riley Chen", text: "Customer 4711 was charged twice" },
    facts: [
      { label: "Access", value: "refunder on Orders API in production" },
      { label: "For", value: "4 h instead of 8 h, cut by environment production" },
      { label: "Ticket", value: "OPS-12" },
      { label: "Risk", value: "high" },
      { label: "Allows", value: "Read orders (scope orders:read)" },
      { label: "Closes by itself", value: "26 Nov 17:30 UTC" },
    ],
    action: { label: "Decide", url: "https://daypass.example.com/requests/req_1?decide=approve" },
    request,
    ...changed,
  };
}

/** Text that tries to be more than text, and more than fits. */
export const hostile = `<!channel> <https://evil.example|click> *bold* _it_ \`code\` & "x" ]( https://evil.example)\n> quote\n${"長い & <b>😀".repeat(800)}`;
