/* After a swap: focus goes to the error summary or the heading of what came, the languages keep the filters; slow targets say that they are busy. */
(() => {
  const now = (e) => { const t = e.detail.ctx && e.detail.ctx.target; return t && t.id ? document.getElementById(t.id) : t; };
  document.addEventListener("click", (e) => { const a = e.target.closest(".langs a"); if (a) a.search = location.search; });
  document.addEventListener("htmx:before:request", (e) => { const t = now(e); if (t) t.setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:finally:request", (e) => { const t = now(e); if (t) t.removeAttribute("aria-busy"); });
  document.addEventListener("htmx:after:swap", (e) => {
    const t = now(e);
    if (!t || t.contains(document.activeElement) && document.activeElement.hasAttribute("autofocus")) return;
    const to = t.querySelector(".errors") || t.querySelector("[tabindex='-1']");
    if (to) to.focus();
  });
})();
