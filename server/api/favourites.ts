import { z } from "zod";
import { markFavourite, unmarkFavourite } from "@/lib/favourites/mark-favourite";
import { route } from "../route";

const tag = "Me";
const path = "/api/v1/me/favourites/{id}";
const response = z.strictObject({ isFavourite: z.boolean() });

export const favouriteRoutes = [
  route({
    method: "PUT",
    path,
    summary: "Mark a service, by id or URL-encoded ref, to find it first",
    tag,
    auth: "principal",
    response,
    handler: ({ ctx, params }) => markFavourite(ctx, params.id),
  }),
  route({
    method: "DELETE",
    path,
    summary: "Take the mark away",
    tag,
    auth: "principal",
    response,
    handler: ({ ctx, params }) => unmarkFavourite(ctx, params.id),
  }),
];
