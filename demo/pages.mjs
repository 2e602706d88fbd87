import { people } from "./people.mjs";

/** Text made safe to stand in HTML. */
const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const pickerPage = (path) =>
  page(
    "Who do you want to be?",
    `<p>This is the demo's login. Nothing here asks for a password: pick a person, and come back later as another one.</p>
    <form method="post" action="${escapeHtml(path)}"><ul>${people.map(choice).join("")}</ul></form>`,
  );

const choice = ({
  id,
  name,
  title,
  groups,
}) => `<li><button name="person" value="${id}" aria-describedby="${id}-title">
  <span class="face" aria-hidden="true">${escapeHtml(name.replace(/[^A-Z]/g, ""))}</span>
  <span class="who"><strong>${escapeHtml(name)}</strong><span id="${id}-title">${escapeHtml(title)}</span><small>${escapeHtml(groups.join(", "))}</small></span>
</button></li>`;

/** Stands for whatever a real provider asks for: a code, a key, a finger. */
export const factorPage = (path, { id, name }) =>
  page(
    `Confirm that you are ${escapeHtml(name)}`,
    `<p>Daypass asks for a second factor. A real provider would want a code or a security key; here it is a button.</p>
    <form method="post" action="${escapeHtml(path)}"><input type="hidden" name="person" value="${id}">
    <p><button class="main" name="factor" value="shown">Confirm with the second factor</button>
    <button class="quiet" name="other" value="yes">I am somebody else</button></p></form>`,
  );

export const signOutPage = (form) =>
  page(
    "Sign out of the demo login?",
    `${form}<p><button class="main" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>`,
  );

export const signedOutPage = () => page("Signed out", "<p>The demo login has forgotten who you were.</p>");

export const codePage = (form, isWrong) =>
  page(
    "Enter the code",
    `<p>${isWrong ? "That code is not known, or it ran out. Ask the program for another one." : "The program that asked you to sign in shows a code."}</p>
    ${form.replace('type="text"', 'type="text" aria-label="Code"').replace(/onfocus="[^"]*"/, "")}<p><button class="main" form="op.deviceInputForm">Continue</button></p>`,
  );

export const confirmPage = (form, code) =>
  page(
    "Is this the code that you see?",
    `<p class="code">${escapeHtml(code)}</p><p>If it is, the program that shows it will be signed in as the person you pick.</p>
    ${form}<p><button class="main" form="op.deviceConfirmForm">Continue</button>
    <button class="quiet" form="op.deviceConfirmForm" name="abort" value="yes">Stop</button></p>`,
  );

export const signedInPage = () =>
  page("The program is signed in", "<p>You can close this page and go back to it.</p>");

export const errorPage = (words) =>
  page("That did not work", `<p>${escapeHtml(words)}</p><p>Go back to Daypass and sign in again.</p>`);

const page = (title, content) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Demo login</title>
<style>${style}</style>
</head>
<body><main><p class="mark">Demo login</p><h1>${title}</h1>${content}</main></body>
</html>`;

const style = `
:root { --ink: #18181b; --soft: #52525b; --line: #d9d9de; --card: #fff; --ground: #f7f7f8; --accent: #3b3fd8; --face: #e8e8fb; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f4f4f5; --soft: #a8a8b3; --line: #34343b; --card: #1c1c20; --ground: #111113; --accent: #a5a8ff; --face: #2a2b4d; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: start center; padding: 8vh 16px 32px; background: var(--ground); color: var(--ink);
  font: 16px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 460px; }
.mark { margin: 0 0 24px; color: var(--soft); font-size: 14px; }
h1 { margin: 0 0 8px; font-size: 24px; line-height: 1.25; letter-spacing: -0.01em; }
p { margin: 0 0 20px; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
button { font: inherit; cursor: pointer; color: inherit; }
li button { display: flex; gap: 14px; align-items: center; width: 100%; padding: 12px 14px; text-align: left; background: var(--card);
  border: 1px solid var(--line); border-radius: 10px; }
li button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.face { flex: none; display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; background: var(--face); color: var(--accent); font-size: 14px; font-weight: 600; }
.who { display: grid; min-width: 0; }
.who span, .who small { color: var(--soft); font-size: 14px; }
.main, .quiet { padding: 10px 18px; border-radius: 8px; border: 1px solid var(--ink); background: var(--ink); color: var(--ground); font-weight: 500; }
.main, .quiet { margin: 0 4px 8px 0; }
.quiet { background: none; color: var(--ink); border-color: var(--line); }
input[type=text] { width: 100%; margin-bottom: 16px; padding: 10px 12px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.code { font: 600 28px/1.2 ui-monospace, monospace; letter-spacing: 0.06em; color: var(--ink); }
`;
