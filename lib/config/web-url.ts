const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The URL that `text` is, if tokens and secrets may travel to it: https, or http on this machine. */
export function webUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const safe = url.protocol === "https:" || (url.protocol === "http:" && loopback.has(url.hostname));
  return safe ? url : null;
}
