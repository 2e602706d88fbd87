import type { Digest, Message } from "@/lib/notifications/channel";
import type { Principal } from "@/lib/principals/principal";

const olivia: Principal = {
  id: "prn_olivia",
  kind: "user",
  issuer: "https://issuer.test",
  subject: "olivia",
  name: "Olivia Berg",
  email: "olivia@example.com",
  ref: "user:default/olivia",
  groups: ["group:default/orders-team"],
  claims: {},
  deactivatedAt: null,
  slackUser: null,
  standsInFor: [],
};

/** For tests: a mail as an approver gets it. */
export const testMail = (change: Partial<Message> = {}): Message => ({
  id: "ntf_1",
  kind: "decision-wanted",
  topic: "asked",
  to: { kind: "person", person: olivia },
  at: new Date("2026-11-25T10:00:00Z"),
  urgent: false,
  thread: "req_1",
  title: "Riley Chen asks for refunder on Orders API",
  sentence: "Riley Chen asks for refunder on Orders API in production for 1 h.",
  why: "You are asked as one of orders-team.",
  quote: {
    by: "Riley Chen",
    text: "Customer 4711 was charged twice for order 20-3391.\nSupport has promised the refund for today.",
  },
  facts: [
    { label: "Access", value: "refunder on Orders API in production" },
    { label: "For", value: "1 h instead of 4 h, cut by environment production" },
    { label: "Ticket", value: "SUP-4711" },
    { label: "Risk", value: "high" },
    { label: "Allows", value: "Read orders (scope orders:read) · Refund orders (scope orders:refund)" },
    { label: "Closes by itself", value: "Thu 26 Nov, 11:00 CET" },
  ],
  action: { label: "Decide", url: "https://daypass.example.com/requests/req_1?decide=approve" },
  request: null,
  ...change,
});

export const testDigest = (): Digest => ({
  id: "ntf_1+ntf_2+ntf_3",
  person: olivia,
  messages: [
    testMail(),
    testMail({ id: "ntf_2", sentence: "Omar Haddad asks for reader on Payments API in staging for 30 min." }),
    testMail({
      id: "ntf_3",
      sentence: "A new declaration of Orders API widens access, and counts only after an owner's yes.",
      quote: null,
      action: { label: "Look at the change", url: "https://daypass.example.com/proposals/prp_1" },
    }),
  ],
});
