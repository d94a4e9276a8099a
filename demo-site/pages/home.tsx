import type { AssetName } from "#demo-site/backend/assets.ts"
import type { Words } from "./language.ts"
import { Layout } from "./layout.tsx"
import type { Page } from "./page.ts"
import { home } from "./words/home.ts"
import { site } from "./words/site.ts"

const services: readonly Card[] = [
  {
    icon: "icon-council-tax.svg",
    path: "/council-tax",
    title: home.councilTax,
    text: home.councilTaxText,
    look: "river",
  },
  { icon: "icon-parking.svg", path: "/parking", title: home.parking, text: home.parkingText, look: "slate" },
  {
    icon: "icon-garden-waste.svg",
    path: "/garden-waste",
    title: home.gardenWaste,
    text: home.gardenWasteText,
    look: "fern",
  },
  {
    icon: "icon-library.svg",
    path: "/invoice",
    title: home.library,
    text: home.libraryText,
    look: "heather",
  },
]

const forTesters: readonly Card[] = [
  { path: "/test-cards", title: home.testCards, text: home.testCardsText, look: "gorse" },
  { path: "/webhooks", title: home.webhooks, text: home.webhooksText, look: "gorse" },
]

/** The council's front page. */
export function HomePage({ page }: { readonly page: Page }) {
  const { t } = page
  return (
    <Layout page={page} title={t(home.heading)}>
      <div class="hero">
        <img class="hero-picture" src={page.asset("valley.svg")} alt="" width="1600" height="520" />
        <div class="wrap hero-text">
          <h1>{t(home.heading)}</h1>
          <p class="lead">{t(home.lead)}</p>
        </div>
      </div>
      <section class="wrap section" aria-labelledby="pay">
        <h2 id="pay">{t(home.payHeading)}</h2>
        <p class="intro">{t(home.payLead)}</p>
        <Cards page={page} cards={services} />
      </section>
      <News page={page} />
      <section class="languages" aria-labelledby="languages">
        <div class="wrap section">
          <h2 id="languages">{t(home.twoLanguages)}</h2>
          <p class="lead">{t(home.twoLanguagesText)}</p>
        </div>
      </section>
      <Contact page={page} />
      <section class="wrap section" aria-labelledby="testers">
        <h2 id="testers">{t(home.testersHeading)}</h2>
        <Cards page={page} cards={forTesters} />
      </section>
    </Layout>
  )
}

interface Card {
  readonly icon?: AssetName
  readonly path: string
  readonly title: Words
  readonly text: Words
  readonly look: string
}

function Cards(props: { readonly page: Page; readonly cards: readonly Card[] }) {
  return (
    <ul class="cards">
      {props.cards.map(({ icon, path, title, text, look }) => (
        <li class={`card card-${look}`}>
          {icon && <img src={props.page.asset(icon)} alt="" width="48" height="48" />}
          <h3>
            <a href={props.page.href(path)}>{props.page.t(title)}</a>
          </h3>
          <p>{props.page.t(text)}</p>
        </li>
      ))}
    </ul>
  )
}

function News({ page }: { readonly page: Page }) {
  return (
    <section class="news" aria-labelledby="news">
      <div class="wrap section">
        <h2 id="news">{page.t(home.newsHeading)}</h2>
        <ul class="news-list">
          {home.news.map(({ date, title, text }) => (
            <li>
              <h3>{page.t(title)}</h3>
              <p class="date">{page.t(date)}</p>
              <p>{page.t(text)}</p>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function Contact({ page }: { readonly page: Page }) {
  const { t } = page
  return (
    <section class="contact" aria-labelledby="contact">
      <div class="wrap section">
        <h2 id="contact">{t(site.contact)}</h2>
        <dl class="contact-list">
          <div>
            <dt>{t(home.phone)}</dt>
            <dd>
              <a href="tel:+441632960100">01632 960100</a>
            </dd>
            <dd>{t(home.phoneText)}</dd>
          </div>
          <div>
            <dt>{t(home.email)}</dt>
            <dd>
              <a href="mailto:helo@arwelvale.example">helo@arwelvale.example</a>
            </dd>
            <dd>{t(home.emailText)}</dd>
          </div>
          <div>
            <dt>{t(home.visit)}</dt>
            <dd>{t(site.address)}</dd>
            <dd>{t(home.visitText)}</dd>
          </div>
        </dl>
      </div>
    </section>
  )
}
