const secondMilliseconds = 1000

/** Goes back to the service, where the page says so: at once or after some seconds. Leaves no step to come Back to. */
export function followReturnLink(): void {
  const link = document.querySelector<HTMLAnchorElement>("a[data-follow]")
  if (link === null || !/^https?:$/.test(link.protocol)) return
  const follow = () => location.replace(link.href)
  const seconds = Number(link.getAttribute("data-follow"))
  if (seconds > 0) setTimeout(follow, seconds * secondMilliseconds)
  else follow()
}
