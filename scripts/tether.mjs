// Loaded into every child before its own code: a launcher that was killed takes its children along.
function end() {
  setTimeout(() => process.exit(1), 10_000).unref();
  process.kill(process.pid, "SIGTERM");
}

process.on("disconnect", end);
// The launcher may have gone before anybody listened.
if (!process.connected) end();
process.channel?.unref();
