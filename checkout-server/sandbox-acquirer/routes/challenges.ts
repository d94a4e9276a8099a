import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { challengePage } from "#sandbox-acquirer/pages/challenge.ts"
import { continuePage } from "#sandbox-acquirer/pages/continue.ts"
import { messagePage } from "#sandbox-acquirer/pages/message.ts"
import { answerChallenge, type ChallengeView, findChallenge } from "#sandbox-acquirer/payments/challenge.ts"
import { pageAnswer } from "./page-answer.ts"

/** One field with one word. */
const bodyMaxBytes = 1_024

/** The pretend bank's 3-D Secure check. GET shows it and writes nothing; POST decides and leads back. */
export function challengeRoutes(context: RouteContext): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>()
  routes.get("/:id", async (c) => {
    const challenge = await findChallenge(context.sql, c.req.param("id"), context.clock())
    if (!challenge) return pageAnswer(messagePage("not_found"), { status: 404 })
    if (!challenge.waiting) return wayBack(challenge, "over")
    return pageAnswer(challengePage(challenge.payment), { status: 200 })
  })
  const tooLarge = () => pageAnswer(messagePage("form_unreadable"), { status: 413 })
  routes.post("/:id", bodyLimit({ maxSize: bodyMaxBytes, onError: tooLarge }), async (c) => {
    const decision = new URLSearchParams(await c.req.text()).get("decision")
    const challenge = await findChallenge(context.sql, c.req.param("id"), context.clock())
    if (!challenge) return pageAnswer(messagePage("not_found"), { status: 404 })
    if (decision !== "approve" && decision !== "decline") {
      return pageAnswer(messagePage("form_unreadable"), { status: 400 })
    }
    await answerChallenge(context.sql, { id: challenge.id, decision, now: context.clock() })
    context.committed()
    if (challenge.payment.notify_fault === "notify-early") await context.sendEarly(challenge.payment.id)
    return wayBack(challenge, challenge.waiting ? "answered" : "over")
  })
  return routes
}

function wayBack(challenge: ChallengeView, why: "answered" | "over"): Promise<Response> {
  const { challenge_return_url: target, return_url, language } = challenge.payment
  return pageAnswer(continuePage({ challengeId: challenge.id, target, language, why }), {
    status: 200,
    // The address may lead on to the payee's way back.
    formTargets: [target, return_url],
  })
}
