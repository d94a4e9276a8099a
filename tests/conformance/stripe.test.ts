import { testConformance } from "./acquirer-conformance.ts"
import { startStripeSubject } from "./stripe-subject.ts"

testConformance("the Stripe adapter", startStripeSubject)
