/** Calls `stop(code)` when somebody asks this process to end, or when npm, which started it, is gone. */
export function stopOnSignals(stop) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(0, "Stopping."));
  // npm passes its own end on to a shell that keeps it to itself.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== "start") return;
  setInterval(() => {
    if (process.ppid !== parent) void stop(0, "npm is gone; stopping.");
  }, 500).unref();
}
