import { type Figure, meetsTarget, type Target } from "./figures.ts"

/** The figures of one benchmark, as lines for a person. */
export function tableOf(title: string, figures: readonly Figure[]): string {
  const widest = Math.max(0, ...figures.map((figure) => figure.title.length))
  const lines = figures.map((figure) => {
    const value = valueText(figure).padStart(12)
    const line = `  ${figure.title.padEnd(widest)}  ${value}  ${targetText(figure)}`
    return figure.note === undefined ? line.trimEnd() : `${line.trimEnd()}  (${figure.note})`
  })
  return [title, ...lines].join("\n")
}

/** One JSON object a line: what a program compares with another run. */
export function jsonLines(benchmark: string, figures: readonly Figure[]): string {
  const lines = figures.map(({ name, value, unit, target, note }) =>
    JSON.stringify({
      benchmark,
      name,
      value: value === null ? null : Number(value.toPrecision(6)),
      unit,
      ...(target === undefined ? {} : { target, met: meetsTarget({ value, target }) }),
      ...(note === undefined ? {} : { note }),
    }),
  )
  return lines.map((line) => `${line}\n`).join("")
}

function valueText({ value, unit }: Figure): string {
  if (value === null) return "–"
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return unit === "/s" ? `${value.toFixed(digits)}/s` : `${value.toFixed(digits)} ${unit}`
}

function targetText(figure: Figure): string {
  if (figure.target === undefined) return ""
  const met = meetsTarget(figure)
  const mark = met === null ? "?" : met ? "✓" : "✗"
  return `${mark} wanted ${limitText(figure.target)} ${figure.unit}`
}

function limitText(target: Target): string {
  return "atLeast" in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`
}
