import { say } from "#demo-site/pages/language.ts"

/** Words of the frame around every page, and words that several pages share. */
export const site = {
  council: say("Arwel Vale County Borough Council", "Cyngor Bwrdeistref Sirol Dyffryn Arwel"),
  skip: say("Skip to main content", "Neidio i'r prif gynnwys"),
  demoTag: say("Demonstration", "Arddangosiad"),
  demo: say(
    "Arwel Vale is not a real council, and no real money moves here.",
    "Nid yw Dyffryn Arwel yn gyngor go iawn, ac nid oes arian go iawn yn symud yma.",
  ),
  demoLink: say("Pay with a test card", "Talwch â cherdyn prawf"),
  switchLabel: say("Language", "Iaith"),
  navigation: say("Main menu", "Prif ddewislen"),
  testerNavigation: say("For testers", "Ar gyfer profwyr"),
  home: say("Home", "Hafan"),
  councilTax: say("Council Tax", "Treth y Cyngor"),
  parking: say("Parking", "Parcio"),
  gardenWaste: say("Garden waste", "Gwastraff gardd"),
  libraryRooms: say("Library rooms", "Ystafelloedd llyfrgell"),
  testCards: say("Test cards", "Cardiau prawf"),
  webhooks: say("Webhooks", "Bachau gwe"),
  continueToPayment: say("Continue to payment", "Parhau at daliad"),
  needHelp: say("Help with this payment", "Help gyda'r taliad hwn"),
  callUs: say(
    "Call us on 01632 960100, Monday to Friday, 8:30am to 5pm.",
    "Ffoniwch ni ar 01632 960100, dydd Llun i ddydd Gwener, 8:30am tan 5pm.",
  ),
  howMade: say("How this page calls Civic Pay", "Sut mae'r dudalen hon yn galw Civic Pay"),
  tryReference: say("To try it", "I roi cynnig arni"),
  backHome: say("Go to the home page", "Mynd i'r hafan"),
  contact: say("Contact us", "Cysylltu â ni"),
  address: say(
    "Riverside Hall, Mill Street, Llanarwel, AV1 0AA",
    "Neuadd Glan yr Afon, Stryd y Felin, Llanarwel, AV1 0AA",
  ),
  motto: say("With the river, together", "Gyda'r afon, gyda'n gilydd"),
  fictional: say(
    "Everything here is made up: the council, its people and places. The phone numbers come from the range Ofcom keeps for drama, 01632 960000 to 960999.",
    "Mae popeth yma'n ddychmygol: y cyngor, ei bobl a'i leoedd. Daw'r rhifau ffôn o'r ystod y mae Ofcom yn ei chadw ar gyfer drama, 01632 960000 i 960999.",
  ),
  translation: say(
    "The Welsh on this site is waiting for a qualified translator's review.",
    "Mae Cymraeg y safle hwn yn aros i gael ei hadolygu gan gyfieithydd cymwys.",
  ),
  madeWith: say(
    "Payments on this site are taken by Civic Pay. We use it as any council would: over its public addresses only.",
    "Civic Pay sy'n cymryd y taliadau ar y safle hwn. Rydym yn ei ddefnyddio fel y byddai unrhyw gyngor: drwy ei gyfeiriadau cyhoeddus yn unig.",
  ),
} as const
