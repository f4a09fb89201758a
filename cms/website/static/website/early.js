/* Before the first paint: the reading aids that the reader chose at an earlier visit, as words of `data-reading`.
   The attribute itself says that scripts run. */
{
  let chosen = "";
  try {
    chosen = localStorage.getItem("reading") ?? "";
  } catch {
    // Storage is refused to this site; every visit begins as the first.
  }
  document.documentElement.dataset.reading = chosen;
}
