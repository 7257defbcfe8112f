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

  /* The picture that came back with an error is drawn again, so that nobody has to sign twice. The policy of the
     site lets no data: address be loaded, so the bytes are unpacked here. */
  function restore() {
    document.querySelectorAll("[data-pw-sign]").forEach(function (box) {
      var field = box.querySelector("input[type=hidden]"), canvas = box.querySelector("canvas");
      var head = "data:image/png;base64,";
      if (!box.pwPad || !box.pwPad.isEmpty() || field.value.indexOf(head) !== 0 || !window.createImageBitmap) return;
      var text = window.atob(field.value.slice(head.length)), bytes = new Uint8Array(text.length);
      for (var i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
      window.createImageBitmap(new Blob([bytes], { type: "image/png" })).then(function (picture) {
        if (!canvas.offsetWidth) return;
        var scale = Math.min(canvas.offsetWidth / picture.width, canvas.offsetHeight / picture.height);
        canvas.getContext("2d").drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
      });
    });
  }

  document.addEventListener("change", function (event) {
    if (event.target.name === "intent" || event.target.name === "without_signature") label();
  });
  document.addEventListener("htmx:afterSwap", function () {
    var code = document.getElementById("code");
    wait();
    /* The button that had the focus was replaced: the next thing to do is to type the code. */
    if (code && (document.activeElement === document.body || !document.activeElement)) code.focus();
  });
  document.addEventListener("DOMContentLoaded", function () { label(); wait(); });
  /* The pad clears itself when it is fitted to a new size; this listener stands after the pad's own. */
  document.addEventListener("DOMContentLoaded", function () { window.addEventListener("resize", restore); restore(); });
})();
