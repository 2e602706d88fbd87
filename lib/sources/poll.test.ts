import { expect, test } from "vitest";
import type { SourceConfig } from "@/lib/config/config";
import { delayMs } from "./poll";

const folder: SourceConfig = { name: "a", kind: "folder", path: "/a", declares: ["*"], whenGone: "end" };
const git = (everySeconds: number): SourceConfig => ({
  ...folder,
  kind: "git",
  url: "https://git.example.com/a.git",
  branch: "main",
  path: "",
  everySeconds,
  credentials: null,
  webhookSecret: null,
});

test.each<[string, SourceConfig, number, number]>([
  ["a folder is looked at every minute", folder, 0, 60_000],
  ["a repository as often as it says", git(10), 0, 10_000],
  ["a failure that is fresh changes nothing", git(10), 9_000, 10_000],
  ["one that lasts makes the pause as long as it lasts", git(10), 200_000, 200_000],
  ["and never longer than a quarter of an hour", git(10), 86_400_000, 900_000],
  ["unless that is what the source says", git(3600), 86_400_000, 3_600_000],
])("%s", (_what, source, unreadableForMs, expected) => {
  expect(delayMs(source, unreadableForMs)).toBe(expected);
});
