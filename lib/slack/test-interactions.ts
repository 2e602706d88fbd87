import { createHmac } from "node:crypto";
import type { Button, SentView } from "./test-block-kit";
import type { SentMessage, TestSlack } from "./test-slack";

/** One call as Slack makes it. */
export interface SignedCall {
  body: string;
  headers: Record<string, string>;
}

export interface CallAnswer {
  status: number;
  text: string;
  ms: number;
}

interface Signing {
  /** When Slack signed it; now, unless given. */
  at?: Date;
  secret?: string;
}

/** The people of a test workspace: they press and submit, and Slack signs it and passes it on to `url`. */
export function peopleOf(slack: TestSlack, url: string) {
  const common = (user: string, team = "T0ACME") => ({
    user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: team },
    api_app_id: "A0DAYPASS",
    token: "deprecated",
    team: { id: team, domain: "acme" },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: slack.issueTrigger(),
  });

  function sign(
    payload: object,
    { at = new Date(), secret = slack.config.signingSecret }: Signing = {},
  ): SignedCall {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const hex = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
    return {
      body,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": `v0=${hex}`,
      },
    };
  }

  async function send({ body, headers }: SignedCall): Promise<CallAnswer> {
    const begun = performance.now();
    const response = await fetch(`${url}/integrations/slack/interactions`, { method: "POST", headers, body });
    return { status: response.status, text: await response.text(), ms: performance.now() - begun };
  }

  /** The payload of a press; the button has to be there. */
  function pressOf(user: string, message: SentMessage, action: string, team?: string): object {
    const pressed = buttonsOf(message).find((button) => button.action_id === action);
    if (!pressed) throw new Error(`there is no button ${action}`);
    return {
      type: "block_actions",
      ...common(user, team),
      container: {
        type: "message",
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: false,
      },
      channel: { id: message.channel, name: "directmessage" },
      message: { type: "message", bot_id: "B0DAYPASS", ...message },
      state: { values: {} },
      response_url: "https://hooks.slack.com/actions/T0ACME/1/x",
      actions: [{ ...pressed, block_id: "Xy1", action_ts: "1700000001.000000" }],
    };
  }

  /** The payload of a submitted dialog: what was typed or chosen, by block. */
  function submitOf(user: string, view: SentView, answers: Record<string, string>): object {
    const values = view.blocks.flatMap((block) => {
      if (block.type !== "input") return [];
      const { element, block_id: id = "" } = block;
      const given = answers[id];
      const state =
        element.type === "static_select"
          ? {
              type: element.type,
              selected_option: element.options.find(({ value }) => value === given) ?? null,
            }
          : { type: element.type, value: given ?? null };
      return [[id, { [element.action_id]: state }]];
    });
    const whole = {
      id: "V0TEST",
      team_id: "T0ACME",
      hash: "1.x",
      ...view,
      state: { values: Object.fromEntries(values) },
    };
    return { type: "view_submission", ...common(user), view: whole, response_urls: [] };
  }

  return {
    sign,
    send,
    pressOf,
    submitOf,
    press: (user: string, message: SentMessage, action: string) => send(sign(pressOf(user, message, action))),
    submit: (user: string, view: SentView, answers: Record<string, string>) =>
      send(sign(submitOf(user, view, answers))),
  };
}

export const buttonsOf = ({ blocks }: SentMessage): Button[] =>
  blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));

/** Everything that a message says, a line a text. */
export const textOf = ({ blocks }: Pick<SentMessage, "blocks">): string =>
  blocks
    .flatMap((block) => {
      if (block.type === "section")
        return [block.text, ...(block.fields ?? [])].flatMap((each) => each?.text ?? []);
      return block.elements.map((each) => (each.type === "button" ? `[${each.text.text}]` : each.text));
    })
    .join("\n");
