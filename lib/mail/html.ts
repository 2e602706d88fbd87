import type { Digest, Message } from "@/lib/notifications/channel";
import { escapeHtml, oneLine } from "./escape";

// Mail programs know tables and inline styles. Colours are said twice: inline for light, by class for those that know dark.
const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const dark = `
@media (prefers-color-scheme: dark) {
  .page { background: #0c0d10 !important; }
  .card { background: #131519 !important; border-color: #272b32 !important; }
  .ink { color: #eceef1 !important; }
  .muted { color: #9aa2b1 !important; }
  .line { border-color: #272b32 !important; }
  .quote { background: #181b20 !important; border-color: #6b7280 !important; color: #eceef1 !important; }
  .button { background: #8b9dff !important; color: #0c0d10 !important; }
  .link { color: #8b9dff !important; }
  .alarm { background: #341715 !important; color: #ff8b80 !important; }
}
@media (max-width: 480px) {
  .card { border-left: 0 !important; border-right: 0 !important; border-radius: 0 !important; }
  .inside { padding: 20px 16px !important; }
  .outside { padding: 0 0 16px !important; }
  .button { display: block !important; text-align: center !important; }
}`;

interface Shell {
  title: string;
  /** What a list of mails shows behind the subject. */
  preview: string;
  baseUrl: string;
  body: string;
}

function shell({ title, preview, baseUrl, body }: Shell): string {
  const settings = escapeHtml(`${baseUrl}/notifications`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${dark}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f5f7;${font}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preview)}</div>
<div role="main">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f5f7"><tr><td class="outside" align="center" style="padding:28px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td class="ink" style="padding:14px 16px;font-size:14px;font-weight:600;color:#16181d">Daypass</td></tr>
<tr><td class="card inside" style="background:#ffffff;border:1px solid #e4e6ea;border-radius:12px;padding:28px">
${body}
</td></tr>
<tr><td class="muted" style="padding:16px;font-size:12px;line-height:18px;color:#596170">
Links only work for you, once you have signed in; nothing is decided by opening them.<br>
<a class="link" href="${settings}" style="color:#3a4fd8">What reaches you, and when</a>
</td></tr>
</table>
</td></tr></table>
</div>
</body>
</html>
`;
}

const button = ({ label, url }: Message["action"]) =>
  `<a class="button" href="${escapeHtml(url)}" style="display:inline-block;background:#3a4fd8;color:#ffffff;text-decoration:none;font-size:15px;font-weight:600;line-height:20px;padding:11px 20px;border-radius:8px">${escapeHtml(label)}</a>`;

const alarm = `<div class="alarm" style="display:inline-block;background:#fdeceb;color:#b3261e;font-size:13px;font-weight:600;padding:4px 10px;border-radius:6px;margin-bottom:12px">Urgent</div>`;

const inLines = (text: string) => escapeHtml(text).replaceAll(/\r\n|\r|\n/g, "<br>");

const quoteBlock = ({ by, text }: NonNullable<Message["quote"]>) =>
  `<div class="quote ink" style="margin:20px 0 0;padding:12px 16px;background:#f4f5f7;border-left:3px solid #8a919d;border-radius:0 8px 8px 0;font-size:15px;line-height:22px;color:#16181d;overflow-wrap:anywhere">${inLines(text)}<div class="muted" style="margin-top:4px;font-size:13px;color:#596170">${escapeHtml(by)}</div></div>`;

function factTable(facts: Message["facts"]): string {
  if (facts.length === 0) return "";
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td class="muted line" valign="top" style="padding:8px 16px 8px 0;border-top:1px solid #e4e6ea;font-size:13px;line-height:20px;color:#596170;white-space:nowrap">${escapeHtml(label)}</td><td class="ink line" valign="top" style="padding:8px 0;border-top:1px solid #e4e6ea;font-size:14px;line-height:20px;color:#16181d;overflow-wrap:anywhere">${inLines(value)}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin-top:20px">${rows.join("")}</table>`;
}

/** The HTML part of one message. */
export function messageHtml(message: Message, baseUrl: string): string {
  const { title, sentence, quote, facts, why, action, urgent } = message;
  const body = `${urgent ? alarm : ""}
<h1 class="ink" style="margin:0;font-size:19px;line-height:27px;font-weight:600;color:#16181d;overflow-wrap:anywhere">${escapeHtml(sentence)}</h1>
${quote ? quoteBlock(quote) : ""}
${factTable(facts)}
<div style="margin-top:24px">${button(action)}</div>
${why ? `<p class="muted" style="margin:20px 0 0;font-size:13px;line-height:19px;color:#596170">${escapeHtml(why)}</p>` : ""}`;
  const preview = oneLine(quote?.text ?? sentence, 140);
  return shell({ title, preview, baseUrl, body });
}

/** The HTML part of several in one mail. */
export function digestHtml({ messages }: Digest, title: string, baseUrl: string): string {
  const items = messages.map(
    ({ sentence, quote, action }, index) =>
      `<div class="line" style="padding:16px 0;${index > 0 ? "border-top:1px solid #e4e6ea;" : ""}"><div class="ink" style="font-size:15px;line-height:22px;color:#16181d;overflow-wrap:anywhere">${escapeHtml(sentence)}</div>${
        quote
          ? `<div class="muted" style="margin-top:4px;font-size:13px;line-height:19px;color:#596170;overflow-wrap:anywhere">${escapeHtml(oneLine(quote.text, 200))}</div>`
          : ""
      }<div style="margin-top:6px"><a class="link" href="${escapeHtml(action.url)}" style="color:#3a4fd8;font-size:14px;font-weight:600;text-decoration:none">${escapeHtml(action.label)}</a></div></div>`,
  );
  const body = `<h1 class="ink" style="margin:0 0 8px;font-size:19px;line-height:27px;font-weight:600;color:#16181d">${escapeHtml(title)}</h1>${items.join("")}`;
  return shell({ title, preview: oneLine(messages[0]?.sentence ?? title, 140), baseUrl, body });
}
