/* Wagtail's checker knows its own checks only; this adds the one that looks at the words of links. Loaded after it. */
window.axe?.configure({
  checks: [
    {
      id: "check-vague-link",
      evaluate: (link, options) => new RegExp(options.pattern, "i").test(link.textContent.trim()),
    },
  ],
});
