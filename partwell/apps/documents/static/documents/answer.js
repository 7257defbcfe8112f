/* The answer page: the button says what it will do, a code can be asked for again after a minute. An addition only. */
(function () {
  "use strict";

  function label() {
    var button = document.getElementById("pw-confirm"), chosen = document.querySelector("[name=intent]:checked");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    var words = button.querySelector("span");
    if (words) words.textContent = chosen ? chosen.dataset.button : button.dataset.words;
    /* A canvas that was hidden has no size; the pad fits itself when the window says it changed. */
    window.dispatchEvent(new Event("resize"));
  }

  function wait() {
    document.querySelectorAll("[data-wait]").forEach(function (button) {
      var left = Number(button.dataset.wait);
      if (!left || button.pwTimer) return;
      button.setAttribute("aria-disabled", "true");
      function show() {
        if (left <= 0) {
          window.clearInterval(button.pwTimer);
          button.removeAttribute("aria-disabled");
          button.textContent = button.dataset.words;
          return;
        }
        button.textContent = button.dataset.later.replace("#", left);
        left -= 1;
      }
      show();
      button.pwTimer = window.setInterval(show, 1000);
    });
  }

  /* The picture that came back with an error is drawn again, so that nobody has to sign twice. */
  function restore() {
    document.querySelectorAll("[data-pw-sign]").forEach(function (box) {
      var field = box.querySelector("input[type=hidden]");
      if (box.pwPad && field.value.indexOf("data:image/png;base64,") === 0 && box.pwPad.isEmpty()) {
        box.pwPad.fromDataURL(field.value);
      }
    });
  }

  document.addEventListener("change", function (event) {
    if (event.target.name === "intent" || event.target.name === "without_signature") label();
  });
  document.addEventListener("htmx:afterSwap", wait);
  document.addEventListener("DOMContentLoaded", function () { label(); wait(); window.setTimeout(restore, 50); });
})();
