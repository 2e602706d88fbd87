import { completeReview } from "@/lib/reviews/complete-review";
import { getReview, listReviews } from "@/lib/reviews/queries";
import { completeReviewSchema, listReviewsSchema } from "@/lib/reviews/schema";
import { reviewViewSchema } from "@/lib/reviews/view";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Reviews";

export const reviewRoutes = [
  route({
    method: "GET",
    path: "/api/v1/reviews",
    summary: "Reviews of access that you may see, newest first",
    tag,
    auth: "principal",
    query: listReviewsSchema,
    response: pageOf(reviewViewSchema),
    handler: ({ ctx, query }) => listReviews(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/reviews/{id}",
    summary: "One review, with what is known of the use of the access",
    tag,
    auth: "principal",
    response: reviewViewSchema,
    handler: ({ ctx, params }) => getReview(ctx, params.id),
  }),
  route({
    method: "POST",
    path: "/api/v1/reviews/{id}/completion",
    summary: "Say whether the access was justified, once it has ended; 409 when somebody was faster",
    tag,
    auth: "principal",
    body: completeReviewSchema,
    response: reviewViewSchema,
    status: 200,
    handler: ({ ctx, params, body }) => completeReview(ctx, params.id, body),
  }),
];
