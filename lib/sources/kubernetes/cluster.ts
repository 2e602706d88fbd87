import { webUrl } from "@/lib/config/web-url";

/** An API server and how to speak to it. All of it comes from the configuration, nothing from what is imported. */
export interface Cluster {
  /** May have a path, as behind a gateway. */
  server: URL;
  /** Whether its certificate is checked: always, but for an address on this machine. */
  isVerified: boolean;
  /** PEM; null for the authorities that Node knows. */
  ca: string | null;
  /** The name that the server's certificate must have, where it is not the address's. */
  servername: string | null;
  certificate: { cert: string; key: string } | null;
  token: string | null;
}

/** The address of an API server as it is written in the configuration. Throws when a token may not travel to it. */
export function serverAddress(text: string): URL {
  const url = webUrl(text);
  if (!url || `${url.username}${url.password}${url.search}${url.hash}` !== "") {
    throw new Error(
      "The address of the API server must be an https address without user, query and fragment (http is for localhost only).",
    );
  }
  return url;
}
