-- AlterTable
ALTER TABLE "decision" ADD COLUMN     "on_call" TEXT[] DEFAULT ARRAY[]::TEXT[];
