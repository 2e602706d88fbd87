import { webUrl } from "./web-url";

/** How a repository is reached. */
export type GitProtocol = "https" | "http" | "ssh" | "file";

// A host or a user that begins with a dash would be read as an option further down.
const host = /^(?!-)[A-Za-z0-9._-]{1,253}$/;
const user = /^(?!-)[A-Za-z0-9._-]{1,64}$/;
const short = /^([^@/:\s]+)@([^@/:\s]+):(?![-/])[^\s\\]{1,500}$/;

/**
 * The protocol of a repository's address, or null for one that git is never given: https, http on this machine, ssh (also
 * "git@host:path") and absolute file URLs, without a password, a query, a fragment or anything that git reads as an option.
 */
export function gitProtocolOf(text: string): GitProtocol | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  if (text.length > 1000 || /^-|[\s\\\u0000-\u001f\u007f]/.test(text)) return null;
  const [, shortUser, shortHost] = short.exec(text) ?? [];
  if (shortUser && shortHost) return user.test(shortUser) && host.test(shortHost) ? "ssh" : null;
  if (!/^(https?|ssh|file):\/\//.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.password !== "" || /[?#]/.test(text) || url.pathname.length < 2) return null;
  if (url.protocol === "ssh:")
    return host.test(url.hostname) && (url.username === "" || user.test(url.username)) ? "ssh" : null;
  if (url.username !== "") return null;
  if (url.protocol === "file:") return url.hostname === "" ? "file" : null;
  if (!webUrl(text)) return null;
  return url.protocol === "https:" ? "https" : "http";
}
