-- AlterTable
ALTER TABLE "principal" ADD COLUMN     "received_claims" JSONB;

-- CreateTable
CREATE TABLE "aws_request" (
    "digest" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "whose" TEXT,

    CONSTRAINT "aws_request_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "aws_request_expires_at_idx" ON "aws_request"("expires_at");
