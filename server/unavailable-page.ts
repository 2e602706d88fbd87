import type { ServerResponse } from "node:http";

/** What a person sees while the database is away. No script, no style of the app: nothing that could fail as well. */
export function sendUnavailablePage(outgoing: ServerResponse, requestId: string): void {
  outgoing.writeHead(503, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "retry-after": "3",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  outgoing.end(page(requestId));
}

const page = (requestId: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>Back in a moment · Daypass</title>
<style>
:root { color-scheme: light dark; --text: #18181b; --quiet: #52525b; --back: #fafafa; }
@media (prefers-color-scheme: dark) { :root { --text: #fafafa; --quiet: #a1a1aa; --back: #0a0a0b; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--text);
  font: 16px/1.6 ui-sans-serif, system-ui, sans-serif; }
main { max-width: 28rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; color: var(--quiet); }
small { font-family: ui-monospace, monospace; }
</style>
</head>
<body>
<main>
<h1>Daypass will be back in a moment</h1>
<p>Its database does not answer right now. Nothing was lost, and access that was granted still ends when it should.</p>
<p>This page tries again by itself every few seconds.</p>
<p><small>Request ${requestId}</small></p>
</main>
</body>
</html>
`;
