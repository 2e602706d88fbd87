import { people } from "../demo/people.mjs";

/** The last words of a start: where to go, and who one can be there. */
export function welcome({ url, demo, places, log, seconds }) {
  const lines = ["", `Daypass is ready after ${seconds.toFixed(1)} s:  ${url}`];
  if (demo) {
    lines.push("", "Sign in as");
    for (const { id, title } of people) lines.push(`  ${id.padEnd(8)} ${title}`);
    lines.push(
      "",
      `Protected demo service    ${demo.serviceUrl}`,
      `Demo identity provider    ${demo.issuer}`,
    );
    if (demo.pythonUrl) lines.push(`FastAPI example           ${demo.pythonUrl}/docs`);
  }
  if (places) lines.push("", `Data ${places.join(" and ")}`, `Log  ${log}`);
  lines.push("", "Ctrl-C stops everything.", "");
  console.log(lines.join("\n"));
}
