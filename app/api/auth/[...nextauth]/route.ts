import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/app/_lib/auth-options";
import { sharedRuntime } from "@/lib/runtime/runtime";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

const handler = (request: NextRequest, context: RouteContext) =>
  NextAuth(request, context, authOptions(sharedRuntime()));

export { handler as GET, handler as POST };
