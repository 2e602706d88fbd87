import { describe, expect, it } from "vitest";
import { apiRoutes } from "./api/routes";
import type { Events } from "./events";
import { openApiDocument } from "./openapi";

const routes = apiRoutes({} as Events);
const document = openApiDocument(routes, { baseUrl: "https://daypass.example.com" });
const text = JSON.stringify(document);

describe("the OpenAPI document", () => {
  it("has every route of the table, once", () => {
    const paths = document.paths as Record<string, Record<string, { operationId: string }>>;
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(routes.map((route) => `${route.method} ${route.path}`).sort());
    const ids = Object.values(paths).flatMap((item) => Object.values(item).map((each) => each.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("refers only to components that are there", () => {
    const { schemas } = document.components as { schemas: Record<string, object> };
    const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? "");
    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs) {
      expect(ref).toMatch(/^#\/components\/schemas\/\w+$/);
      const name = ref.slice(ref.lastIndexOf("/") + 1);
      expect(Object.keys(schemas)).toContain(name);
      expect(schemas[name]).not.toHaveProperty("$ref");
    }
  });

  it("says of every operation how one signs in, and what a refusal looks like", () => {
    for (const item of Object.values(document.paths as Record<string, Record<string, object>>))
      for (const operation of Object.values(item)) {
        expect(operation).toHaveProperty("security");
        expect(operation).toHaveProperty(["responses", "default", "content", "application/problem+json"]);
      }
  });
});
