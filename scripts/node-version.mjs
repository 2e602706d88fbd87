// Imported first of all: what follows does not even load in an older Node.js.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Daypass needs Node.js 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}
