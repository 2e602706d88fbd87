import { receiveInteraction } from "@/lib/slack/receive-interaction";
import { route } from "../route";
import { TextResponse } from "../text-response";

export const slackRoutes = [
  route({
    method: "POST",
    path: "/integrations/slack/interactions",
    summary: "What people press and submit in Slack, signed by it (X-Slack-Signature)",
    tag: "Chat",
    auth: "none",
    consumes: ["application/x-www-form-urlencoded"],
    async handler({ runtime, requestId, request }) {
      const { headers } = request;
      const reply = await receiveInteraction(runtime, requestId, {
        signature: headers.get("x-slack-signature"),
        timestamp: headers.get("x-slack-request-timestamp"),
        body: new Uint8Array(await request.arrayBuffer()),
      });
      // Anything in the body would be an instruction to Slack.
      return reply ? TextResponse.ofJson(reply) : new TextResponse("", { status: 200 });
    },
  }),
];
