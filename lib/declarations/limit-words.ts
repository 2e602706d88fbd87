import { durationWords } from "./describe";

/** Whose limit it is, in words: "production allows 4 h", "the role allows 8 h". */
export function limitWords(limitName: string, seconds: number): string {
  const [kind = "", name = ""] = limitName.split(" ", 2);
  const whose: Record<string, string> = {
    environment: name,
    role: "the role",
    service: "the service",
    platform: "Daypass",
  };
  return `${whose[kind] ?? limitName} allows ${durationWords(seconds)}`;
}
