export { createDpopClient, type DpopClient } from "./dpop-client.js";
export { type FakeIssuer, type FakeIssuerOptions, startFakeIssuer } from "./fake-issuer.js";
export { createKey, encode, signParts, type TestKey, twinOf } from "./keys.js";
export type { Vector, VectorTarget } from "./vector.js";
export { keylessVectors, vectors } from "./vectors.js";
