import type { Child } from "hono/jsx"
import { languages } from "#domain/instant.ts"
import type { PageContext } from "#views/page-context.ts"
import { address } from "#views/page-context.ts"
import type { CheckoutWords } from "#views/words/en.ts"
import { wordsIn } from "#views/words/words.ts"

/** One page, apart from what all pages share. */
export interface Page {
  /** The heading's words: they begin the title too. */
  readonly title: string
  /** Puts "Error: " before the title. */
  readonly hasErrors: boolean
  /** Where "Back" leads; null where there is no way back. */
  readonly backHref: string | null
  /** What stands in `main`; holds the page's one `h1`. */
  readonly main: Child
}

/** A whole HTML document: skip link, header, language switch, `main`, help. */
export function renderPage(context: PageContext, page: Page): string {
  const words = wordsIn[context.language]
  const document = (
    <html lang={context.language} class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>{pageTitle(context, words, page)}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <link rel="stylesheet" href={context.assets.css} />
        <script type="module" src={context.assets.js} />
      </head>
      <body class="govuk-template__body">
        <a href="#main-content" class="govuk-skip-link">
          {words.layout.skip}
        </a>
        <Header context={context} words={words} backHref={page.backHref} />
        <div class="govuk-width-container checkout-page">
          <main class="govuk-main-wrapper" id="main-content" tabindex={-1}>
            {page.main}
          </main>
        </div>
        <Help context={context} words={words} />
      </body>
    </html>
  )
  return `<!DOCTYPE html>${document.toString()}`
}

/** `Error: Enter card details – Council Tax – Arwel Vale County Borough Council`. */
function pageTitle(context: PageContext, words: CheckoutWords, page: Page): string {
  const parts = [page.title, context.service?.name[context.language], context.buyer?.name[context.language]]
  const title = parts.filter((part) => part !== undefined).join(" – ")
  return page.hasErrors ? `${words.layout.errorTitle}${title}` : title
}

interface PartProps {
  readonly context: PageContext
  readonly words: CheckoutWords
}

/** The product's name, in both languages, where no buyer is known. */
const productName = "Civic Pay"

function Header({ context, words, backHref }: PartProps & Pick<Page, "backHref">) {
  return (
    <header class="checkout-header">
      <div class="checkout-header__band">
        <div class="govuk-width-container">
          <p class="checkout-header__name">{context.buyer?.name[context.language] ?? productName}</p>
        </div>
      </div>
      <div class="checkout-header__bar">
        <div class="govuk-width-container checkout-header__row">
          {context.service !== null && (
            <p class="checkout-header__service">{context.service.name[context.language]}</p>
          )}
          <LanguageSwitch context={context} words={words} />
        </div>
      </div>
      {context.mode === "test" && (
        <div class="checkout-test-banner">
          <div class="govuk-width-container">
            <p class="checkout-test-banner__text">
              <strong class="govuk-tag govuk-tag--yellow">{words.layout.test}</strong>{" "}
              <span>{words.layout.testService}</span>
            </p>
          </div>
        </div>
      )}
      {backHref !== null && (
        <div class="govuk-width-container">
          <a href={backHref} class="govuk-back-link">
            {words.layout.back}
          </a>
        </div>
      )}
    </header>
  )
}

const languageNames = { en: "English", cy: "Cymraeg" } as const

function LanguageSwitch({ context, words }: PartProps) {
  return (
    <nav class="govuk-language-navigation" aria-label={words.layout.language}>
      <ul class="govuk-language-navigation__list">
        {languages.map((language) => (
          <li class="govuk-language-navigation__list-item">
            {language === context.language ? (
              <span class="govuk-language-navigation__text" aria-current="true" lang={language}>
                {languageNames[language]}
              </span>
            ) : (
              <a
                class="govuk-language-navigation__link"
                href={address(language, context.path)}
                rel="alternate"
                lang={language}
                hreflang={language}
              >
                {languageNames[language]}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Help stands in the same place on every page (WCAG 3.2.6). */
function Help({ context, words }: PartProps) {
  const { buyer, language } = context
  return (
    <footer class="checkout-footer">
      <div class="govuk-width-container">
        <h2 class="govuk-heading-s">{words.layout.help}</h2>
        {buyer === null ? (
          <p class="govuk-body">{words.layout.helpUnknownBuyer}</p>
        ) : (
          <dl class="checkout-contact">
            <div>
              <dt>{words.summary.organisation}</dt>
              <dd>{buyer.name[language]}</dd>
            </div>
            <div>
              <dt>{words.layout.phone}</dt>
              <dd>
                <a class="govuk-link" href={`tel:${buyer.contact.phone.replaceAll(" ", "")}`}>
                  {buyer.contact.phone}
                </a>
              </dd>
            </div>
            <div>
              <dt>{words.layout.email}</dt>
              <dd>
                <a class="govuk-link" href={`mailto:${buyer.contact.email}`}>
                  {buyer.contact.email}
                </a>
              </dd>
            </div>
          </dl>
        )}
      </div>
    </footer>
  )
}
