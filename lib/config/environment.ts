import { z } from "zod";
import type { ConfigProblem } from "./config-error";
import { webUrl } from "./web-url";

const port = z.coerce.number().int().min(1).max(65_535);

/** As process.env has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says; null stands for a value that is missing or wrong and has been reported. */
export interface Environment {
  port: number | null;
  baseUrl: string | null;
  databaseUrl: string | null;
  secret: string | null;
}

/** Reads PORT, DAYPASS_URL, DATABASE_URL and DAYPASS_SECRET. */
export function readEnvironment(env: Variables, problems: ConfigProblem[]): Environment {
  const complain = (message: string) => {
    problems.push({ where: "environment", message });
    return null;
  };
  const readPort = () => {
    const parsed = port.safeParse(env.PORT || 3000);
    return parsed.success ? parsed.data : complain("PORT must be a number from 1 to 65535.");
  };
  const readBaseUrl = () => {
    const text = env.DAYPASS_URL;
    if (!text)
      return complain(
        "DAYPASS_URL is missing: the public address of this Daypass, like https://daypass.example.com.",
      );
    const url = webUrl(text);
    if (!url) return complain("DAYPASS_URL must be an https address (http is for localhost only).");
    const bare = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
    return bare
      ? url.origin
      : complain("DAYPASS_URL must be only an origin: scheme, host and port, without a path.");
  };
  const readDatabaseUrl = () => {
    const text = env.DATABASE_URL;
    if (!text)
      return complain(
        "DATABASE_URL is missing: the PostgreSQL database, like postgresql://user:password@host:5432/daypass.",
      );
    return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text)
      ? text
      : complain("DATABASE_URL must begin with postgresql://.");
  };
  const readSecret = () => {
    const text = env.DAYPASS_SECRET;
    if (!text)
      return complain(
        "DAYPASS_SECRET is missing: at least 32 random characters, as openssl rand -base64 48 makes them.",
      );
    return text.length >= 32
      ? text
      : complain(`DAYPASS_SECRET must have at least 32 characters; it has ${text.length}.`);
  };
  return { port: readPort(), baseUrl: readBaseUrl(), databaseUrl: readDatabaseUrl(), secret: readSecret() };
}
