/** Published test cards, by what the test bank does with them. */
export const cards = {
  good: "4242424242424242",
  mastercard: "5555555555554444",
  amex: "378282246310005",
  challenge: "4000000000003220",
  declined: "4000000000000002",
  insufficientFunds: "4000000000009995",
  lost: "4000000000009987",
  expired: "4000000000000069",
  wrongCode: "4000000000000127",
  processingError: "4000000000000119",
  /** The last digit is wrong. */
  mistyped: "4242424242424241",
  /** Passes every check and is no test card. */
  notListed: "4539578763621486",
  notAccepted: "6759649826438453",
} as const
