import { type LookupAddress, lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { Config } from "@/lib/config/config";

const inside = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  inside.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  inside.addSubnet(network, prefix, "ipv6");

/** Whether an address is of this machine, of a network of its own, or leads into one. */
export function isInside(address: string): boolean {
  return inside.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a service may have its events sent there, and why not. A service names the address itself, so it must lead out of our
 * network; unless daypass.yaml says that the service is there, or Daypass itself runs on that very machine, to be tried out.
 */
export function reachOf(
  config: Pick<Config, "baseUrl" | "serviceUrls">,
  ref: string,
  text: string,
): { url: URL; vouched: boolean } | { problem: string } {
  if (!URL.canParse(text)) return { problem: "is no URL" };
  const url = new URL(text);
  if (url.username || url.password || url.hash) return { problem: "holds more than an address" };
  const known = config.serviceUrls[ref];
  const isKnown = known !== undefined && new URL(known).origin === url.origin;
  const isHere = loopback.has(url.hostname) && loopback.has(new URL(config.baseUrl).hostname);
  const vouched = isKnown || isHere;
  if (url.protocol !== "https:" && !(vouched && url.protocol === "http:")) return { problem: "is not https" };
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (!vouched && (loopback.has(url.hostname) || (isIP(literal) !== 0 && isInside(literal))))
    return { problem: "is an address inside a network" };
  return { url, vouched };
}

/** Looks a name up as the platform does, and refuses it when any of its addresses is inside: names change after they were read. */
export const lookupOutside: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const [first] = found ?? [];
    if (error || !first) return done(error ?? new Error("the name leads nowhere"), "");
    if (found.some(({ address }) => isInside(address)))
      return done(new Error("the name leads to an address inside a network"), "");
    if (options.all) return done(null, found);
    done(null, first.address, first.family);
  });
};
