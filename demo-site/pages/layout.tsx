import type { Child } from "hono/jsx"
import { type Language, languages, pathPrefix } from "./language.ts"
import type { Page } from "./page.ts"
import { site } from "./words/site.ts"

const languageNames: Readonly<Record<Language, string>> = { en: "English", cy: "Cymraeg" }

/** The frame around every page: head, demonstration notice, header, menu, footer. */
export function Layout(props: {
  readonly page: Page
  readonly title: string
  /** Whether the page holds a `<civic-pay>` element. */
  readonly pays?: boolean
  readonly script?: "live-list.js" | "copy.js"
  readonly children: Child
}) {
  const { page, title } = props
  const { t } = page
  return (
    <html lang={page.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="theme-color" content="#0b3b4a" />
        <title>{`${title} – ${t(site.council)}`}</title>
        <link rel="icon" href={page.asset("crest.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={page.asset("site.css")} />
        {props.pays && page.widget !== null && (
          <script
            type="module"
            src={page.widget.src}
            integrity={page.widget.integrity}
            crossorigin="anonymous"
          />
        )}
        {props.script && <script type="module" src={page.asset(props.script)} />}
      </head>
      <body>
        <a class="skip" href="#main">
          {t(site.skip)}
        </a>
        <DemoNotice page={page} />
        <Header page={page} />
        <main id="main" tabindex={-1}>
          {props.children}
        </main>
        <Footer page={page} />
      </body>
    </html>
  )
}

function DemoNotice({ page }: { readonly page: Page }) {
  return (
    <aside class="demo" aria-label={page.t(site.demoTag)}>
      <p class="wrap">
        <strong class="tag">{page.t(site.demoTag)}</strong> {page.t(site.demo)}{" "}
        <a href={page.href("/test-cards")}>{page.t(site.demoLink)}</a>
      </p>
    </aside>
  )
}

function Header({ page }: { readonly page: Page }) {
  return (
    <header class="header">
      <div class="wrap header-row">
        <a class="brand" href={page.href("/")}>
          <img src={page.asset("crest.svg")} alt="" width="64" height="72" />
          <span>
            <BrandName language={page.language} own={page.language} />
            <BrandName language={page.language === "en" ? "cy" : "en"} own={page.language} />
          </span>
        </a>
        <nav aria-label={page.t(site.switchLabel)}>
          <ul class="switch">
            {languages.map((language) => (
              <li>
                {language === page.language ? (
                  <span lang={language} aria-current="true">
                    {languageNames[language]}
                  </span>
                ) : (
                  <a lang={language} hreflang={language} href={`${pathPrefix[language]}${page.path}`}>
                    {languageNames[language]}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <Menu page={page} />
    </header>
  )
}

function BrandName(props: { readonly language: Language; readonly own: Language }) {
  const { language } = props
  return (
    <span class={language === props.own ? "brand-name" : "brand-other"} lang={language}>
      {site.council[language]}
    </span>
  )
}

const menu = [
  { path: "/", words: site.home },
  { path: "/council-tax", words: site.councilTax },
  { path: "/parking", words: site.parking },
  { path: "/garden-waste", words: site.gardenWaste },
  { path: "/invoice", words: site.libraryRooms },
]

const testerMenu = [
  { path: "/test-cards", words: site.testCards },
  { path: "/webhooks", words: site.webhooks },
]

function Menu({ page }: { readonly page: Page }) {
  return (
    <div class="menu">
      <div class="wrap menu-row">
        <nav aria-label={page.t(site.navigation)}>
          <MenuList page={page} entries={menu} />
        </nav>
        <nav aria-label={page.t(site.testerNavigation)} class="menu-testers">
          <MenuList page={page} entries={testerMenu} />
        </nav>
      </div>
    </div>
  )
}

function MenuList(props: { readonly page: Page; readonly entries: typeof menu }) {
  const here = props.page.path.split("?")[0]
  return (
    <ul>
      {props.entries.map(({ path, words }) => (
        <li>
          <a href={props.page.href(path)} aria-current={path === here ? "page" : undefined}>
            {props.page.t(words)}
          </a>
        </li>
      ))}
    </ul>
  )
}

function Footer({ page }: { readonly page: Page }) {
  const { t } = page
  return (
    <footer class="footer">
      <div class="wrap footer-row">
        <div>
          <p class="motto" lang="cy">
            {site.motto.cy}
          </p>
          {page.language === "en" && <p>{t(site.motto)}</p>}
        </div>
        <div>
          <h2>{t(site.contact)}</h2>
          <p>
            <a href="tel:+441632960100">01632 960100</a>
            <br />
            <a href="mailto:helo@arwelvale.example">helo@arwelvale.example</a>
          </p>
          <p>{t(site.address)}</p>
        </div>
        <div class="small">
          <p>{t(site.madeWith)}</p>
          <p>{t(site.fictional)}</p>
          {page.language === "cy" && <p>{t(site.translation)}</p>}
        </div>
      </div>
    </footer>
  )
}
