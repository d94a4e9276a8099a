import { describe, expect, it } from "vitest"
import { wordsIn } from "#views/words/words.ts"

type Leaf = string | ((...args: string[]) => string)

/** Every word with the path of keys that leads to it. */
function leaves(words: object, path = ""): [string, Leaf][] {
  return Object.entries(words).flatMap(([key, value]): [string, Leaf][] =>
    typeof value === "object" ? leaves(value, `${path}${key}.`) : [[`${path}${key}`, value]],
  )
}

const spoken = (leaf: Leaf) => (typeof leaf === "function" ? leaf("ONE", "TWO") : leaf)

const english = leaves(wordsIn.en)
const welsh = new Map(leaves(wordsIn.cy))

/** Words that are the same in both languages would stand here. */
const sameInBoth: readonly string[] = []

describe("English and Welsh", () => {
  it("have the same keys", () => {
    expect([...welsh.keys()]).toEqual(english.map(([key]) => key))
  })

  it.each(english)("%s is said differently in each", (key, leaf) => {
    const other = welsh.get(key)
    expect(other).toBeDefined()
    expect(spoken(leaf).trim()).not.toBe("")
    if (!sameInBoth.includes(key)) expect(spoken(other ?? "")).not.toBe(spoken(leaf))
  })

  it.each(english)("%s speaks of the same parameters", (key, leaf) => {
    const other = welsh.get(key) ?? ""
    expect(typeof other).toBe(typeof leaf)
    for (const parameter of ["ONE", "TWO"]) {
      expect(spoken(other).includes(parameter)).toBe(spoken(leaf).includes(parameter))
    }
  })
})

/** The translations that the design settles. */
const settled: readonly [string, string][] = [
  ["How much do you want to pay?", "Faint rydych chi am ei dalu?"],
  ["Check your payment", "Gwiriwch eich taliad"],
  ["Enter card details", "Rhowch fanylion y cerdyn"],
  ["Confirm your payment", "Cadarnhau eich taliad"],
  ["Your bank needs to check it is you", "Mae angen i'ch banc gadarnhau pwy ydych chi"],
  ["Receipt", "Derbynneb"],
  ["We are checking with your bank", "Rydym yn gwirio gyda'ch banc"],
  ["Do not pay again yet", "Peidiwch â thalu eto am y tro"],
  ["Payment approved", "Taliad wedi'i gymeradwyo"],
  ["Payment complete", "Taliad wedi'i gwblhau"],
  ["Your payment has been declined", "Mae eich taliad wedi cael ei wrthod"],
  ["Your payment has expired", "Daeth eich taliad i ben"],
  ["Your payment has been cancelled", "Mae eich taliad wedi cael ei ganslo"],
  ["The service has cancelled this payment", "Mae'r gwasanaeth wedi canslo'r taliad hwn"],
  ["There was a problem with your payment", "Roedd problem gyda'ch taliad"],
  ["No money has been taken", "Nid oes arian wedi cael ei gymryd"],
  ["Your card was declined. Try another card", "Cafodd eich cerdyn ei wrthod. Rhowch gynnig ar gerdyn arall"],
  ["Check your card details and try again", "Gwiriwch fanylion eich cerdyn a rhowch gynnig arall arni"],
  ["Your bank could not confirm it was you", "Ni allai eich banc gadarnhau pwy ydych chi"],
  ["We cannot take cards now. Try later", "Ni allwn gymryd cardiau nawr. Rhowch gynnig arall arni wedyn"],
  ["There is a problem", "Mae problem wedi codi"],
  ["Skip to main content", "Neidio i'r prif gynnwys"],
  ["Sorry, there is a problem with the service", "Mae'n ddrwg gennym, mae problem gyda'r gwasanaeth"],
  ["Payment summary", "Crynodeb y taliad"],
  ["Cancel payment", "Canslo'r taliad"],
  ["Go back to the service: ONE", "Mynd yn ôl i'r gwasanaeth: ONE"],
  ["Start again", "Dechrau eto"],
  ["What happens next", "Beth sy'n digwydd nesaf"],
  ["Help with this payment", "Help gyda'r taliad hwn"],
  ["Pay ONE", "Talu ONE"],
  ["You have until ONE", "Mae gennych tan ONE"],
  ["Get more time", "Cael mwy o amser"],
  ["Instalment due", "Rhandaliad sy'n ddyledus"],
  ["Full balance", "Balans llawn"],
  ["Another amount", "Swm arall"],
  ["Amount in pounds", "Swm mewn punnoedd"],
  ["For example, 57.50", "Er enghraifft, 57.50"],
  ["Email address (optional)", "Cyfeiriad e-bost (dewisol)"],
  ["We will send your receipt here", "Byddwn yn anfon eich derbynneb yma"],
  ["Card number", "Rhif cerdyn"],
  ["Expiry date", "Dyddiad dod i ben"],
  ["Name on card", "Enw ar y cerdyn"],
  ["Card security code", "Cod diogelwch y cerdyn"],
  ["Enter your card number", "Rhowch rif eich cerdyn"],
  ["Enter a test card number", "Rhowch rif cerdyn prawf"],
  ["This card type is not accepted", "Nid yw'r math hwn o gerdyn yn cael ei dderbyn"],
  ["Expiry date must be in the future", "Rhaid i'r dyddiad dod i ben fod yn y dyfodol"],
  ["Card security code must be 3 or 4 digits", "Rhaid i'r cod diogelwch fod yn 3 neu 4 digid"],
  ["Enter the name as it appears on the card", "Rhowch yr enw fel y mae'n ymddangos ar y cerdyn"],
]

describe("the design's own translations", () => {
  it.each(settled)("%s: %s", (en, cy) => {
    const keys = english.filter(([, leaf]) => spoken(leaf) === en).map(([key]) => key)
    expect(keys).not.toEqual([])
    for (const key of keys) expect(spoken(welsh.get(key) ?? "")).toBe(cy)
  })
})
