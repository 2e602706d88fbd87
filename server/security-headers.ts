import type { ServerResponse } from "node:http";
import type { Config } from "@/lib/config/config";

const yearSeconds = 31_536_000;

/** Headers of every answer, whoever gives it. */
export function setSecurityHeaders(outgoing: ServerResponse, config: Pick<Config, "baseUrl">): void {
  outgoing.setHeader("x-content-type-options", "nosniff");
  outgoing.setHeader("referrer-policy", "strict-origin-when-cross-origin");
  outgoing.setHeader("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  outgoing.setHeader("cross-origin-opener-policy", "same-origin");
  outgoing.setHeader("x-frame-options", "DENY");
  if (config.baseUrl.startsWith("https:")) {
    outgoing.setHeader("strict-transport-security", `max-age=${yearSeconds}`);
  }
}

/** Of an answer that is no page: nothing of it may ever run or be framed. */
export const policyOfData = "default-src 'none'; frame-ancestors 'none'";

/** Of a page: only scripts of this origin, and inline ones that carry this request's nonce. */
export function policyOfPage(nonce: string, config: Pick<Config, "baseUrl">): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    // Positioned menus and dialogs set style attributes, for which there is no nonce.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(config.baseUrl.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
