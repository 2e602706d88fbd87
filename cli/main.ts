import { daypass } from "./daypass";

// Whoever read our output has heard enough (`| head`): end as SIGPIPE would have ended us.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(141);
  throw error;
});

const { stdin, stdout, stderr, env } = process;
process.exitCode = await daypass(process.argv.slice(2), { stdin, stdout, stderr, env, cwd: process.cwd() });
