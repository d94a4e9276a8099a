import type Stripe from "stripe"
import type { Known } from "./stripe-object.ts"

type Advice = Known<Stripe.Charge.Outcome.AdviceCode>

/** A refusal in Stripe's words. */
export interface CardRefusal {
  readonly type: Known<Stripe.PaymentIntent.LastPaymentError.Type>
  readonly code: Known<Stripe.PaymentIntent.LastPaymentError.Code>
  readonly message: string
  readonly decline_code?: string
  readonly advice_code?: Advice
}

/** What a `last_refusal` of a payment is called, and what Stripe says of it. */
export function refusalOf(refusal: string): CardRefusal {
  switch (refusal) {
    case "authentication_failed":
      return {
        type: "invalid_request_error",
        code: "payment_intent_authentication_failure",
        message: "The provided PaymentMethod has failed authentication.",
      }
    case "expired_card":
      return card("expired_card", refusal, "Your card has expired.", "confirm_card_data")
    case "incorrect_cvc":
      return card("incorrect_cvc", refusal, "Your card's security code is incorrect.", "confirm_card_data")
    case "processing_error":
      return card(
        "processing_error",
        refusal,
        "An error occurred while processing your card.",
        "try_again_later",
      )
    case "insufficient_funds":
      return card("card_declined", refusal, "Your card has insufficient funds.", "try_again_later")
    case "card_velocity_exceeded":
      return card(
        "card_declined",
        refusal,
        "Your card was declined for repeated attempts.",
        "try_again_later",
      )
    case "authentication_required":
      return card(
        "authentication_required",
        refusal,
        "Your card was declined. This transaction requires authentication.",
        "confirm_card_data",
      )
    case "revocation_of_authorization":
    case "lost_card":
    case "stolen_card":
      return card("card_declined", refusal, "Your card was declined.", "do_not_try_again")
    default:
      return card("card_declined", refusal, "Your card was declined.", "try_again_later")
  }
}

function card(
  code: CardRefusal["code"],
  decline_code: string,
  message: string,
  advice_code: Advice,
): CardRefusal {
  return { type: "card_error", code, decline_code, message, advice_code }
}
