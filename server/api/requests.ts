import { z } from "zod";
import { decideRequest } from "@/lib/approvals/decide-request";
import { decideRequestSchema } from "@/lib/approvals/schema";
import { flag } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";
import { toError } from "@/lib/requests/ask-error";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { claimRequest } from "@/lib/requests/claim-request";
import { createRequest } from "@/lib/requests/create-request";
import {
  beneficiaryViewSchema,
  findBeneficiaries,
  findBeneficiariesSchema,
} from "@/lib/requests/find-beneficiaries";
import { previewRequest } from "@/lib/requests/preview-request";
import { getRequest, listRequests } from "@/lib/requests/queries";
import { releaseClaim } from "@/lib/requests/release-claim";
import { createRequestSchema, listRequestsSchema } from "@/lib/requests/schema";
import { requestViewSchema } from "@/lib/requests/view";
import { route } from "../route";
import { TextResponse } from "../text-response";
import { pageOf } from "./page";
import { requestPreviewSchema } from "./request-preview";

const createQuery = z.strictObject({
  dryRun: flag.describe("Creates nothing: says what would happen, or refuses as the real call would"),
});

const tag = "Requests";

export const requestRoutes = [
  route({
    method: "POST",
    path: "/api/v1/requests",
    summary: "Ask for a role at a service",
    tag,
    auth: "principal",
    query: createQuery,
    body: createRequestSchema,
    response: z.union([requestViewSchema, requestPreviewSchema]),
    status: 201,
    async handler({ ctx, query, body }) {
      if (!parseInput(createQuery, query).dryRun) return createRequest(ctx, body);
      const preview = await previewRequest(ctx, parseInput(createRequestSchema, body));
      const [refusal] = preview.refusals;
      if (refusal) throw toError(refusal);
      return TextResponse.ofJson(preview);
    },
  }),
  route({
    method: "GET",
    path: "/api/v1/beneficiaries",
    summary: "People for whom you may ask for a role, by name; nobody where you may not",
    tag,
    auth: "principal",
    query: findBeneficiariesSchema,
    response: z.strictObject({ items: z.array(beneficiaryViewSchema) }),
    handler: ({ ctx, query }) => findBeneficiaries(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/requests",
    summary: "Requests that you may see, newest first",
    tag,
    auth: "principal",
    query: listRequestsSchema,
    response: pageOf(requestViewSchema),
    handler: ({ ctx, query }) => listRequests(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/requests/{id}",
    summary: "One request, with its stages and decisions",
    tag,
    auth: "principal",
    response: requestViewSchema,
    handler: ({ ctx, params }) => getRequest(ctx, params.id),
  }),
  route({
    method: "POST",
    path: "/api/v1/requests/{id}/decisions",
    summary: "Approve or deny; 409 when it moved on",
    tag,
    auth: "principal",
    body: decideRequestSchema,
    response: requestViewSchema,
    status: 200,
    handler: ({ ctx, params, body }) => decideRequest(ctx, params.id, body),
  }),
  route({
    method: "POST",
    path: "/api/v1/requests/{id}/claim",
    summary: "Say that you are looking at it: others see it for half an hour, and may still decide",
    tag,
    auth: "principal",
    response: requestViewSchema,
    handler: ({ ctx, params }) => claimRequest(ctx, params.id),
  }),
  route({
    method: "POST",
    path: "/api/v1/requests/{id}/claim/release",
    summary: "Say that you are not looking at it any more",
    tag,
    auth: "principal",
    response: requestViewSchema,
    handler: ({ ctx, params }) => releaseClaim(ctx, params.id),
  }),
  route({
    method: "POST",
    path: "/api/v1/requests/{id}/cancellation",
    summary: "Take a pending request of your own back",
    tag,
    auth: "principal",
    response: requestViewSchema,
    handler: ({ ctx, params }) => cancelRequest(ctx, params.id),
  }),
];
