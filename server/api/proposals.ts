import { decideProposal } from "@/lib/proposals/decide-proposal";
import { proposeAgain } from "@/lib/proposals/propose-again";
import { getProposal, listProposals } from "@/lib/proposals/queries";
import { decideProposalSchema, listProposalsSchema } from "@/lib/proposals/schema";
import { proposalViewSchema } from "@/lib/proposals/view";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Declarations";

export const proposalRoutes = [
  route({
    method: "GET",
    path: "/api/v1/proposals",
    summary: "Declarations that widen access: what waits for an owner's yes, and what became of it",
    tag,
    auth: "principal",
    query: listProposalsSchema,
    response: pageOf(proposalViewSchema),
    handler: ({ ctx, query }) => listProposals(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/proposals/{id}",
    summary: "One of them, with what waits and what counts already",
    tag,
    auth: "principal",
    response: proposalViewSchema,
    handler: ({ ctx, params }) => getProposal(ctx, params.id),
  }),
  route({
    method: "POST",
    path: "/api/v1/proposals/{id}/decisions",
    summary: "Approve or deny, as an owner of the service; 409 when it moved on",
    tag,
    auth: "principal",
    body: decideProposalSchema,
    response: proposalViewSchema,
    status: 200,
    handler: ({ ctx, params, body }) => decideProposal(ctx, params.id, body),
  }),
  route({
    method: "POST",
    path: "/api/v1/services/{id}/proposals",
    summary: "Put what the source says before the owners once more",
    tag,
    auth: "principal",
    response: proposalViewSchema,
    status: 201,
    handler: ({ ctx, params }) => proposeAgain(ctx, params.id),
  }),
];
