// What is wider than the screen scrolls; here it also gets the focus, so that arrow keys scroll it in every browser.
"use strict";
(() => {
  const WIDE = ".text, .why, .feedback, .right-answer";

  function check() {
    for (const found of document.querySelectorAll(WIDE)) {
      if (found.scrollWidth <= found.clientWidth) {
        if (found.dataset.scrolls) for (const name of ["tabindex", "role", "aria-label", "data-scrolls"]) found.removeAttribute(name);
      } else {
        found.dataset.scrolls = "yes";
        found.tabIndex = 0;
        found.setAttribute("role", "group");
        found.setAttribute("aria-label", "Text that scrolls sideways");
      }
    }
  }

  addEventListener("resize", check);
  addEventListener("load", check);
  check();
})();
