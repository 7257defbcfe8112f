/* Small habits of every page. Works as an addition: without it forms are sent and pages are loaded as usual. */
(function () {
  "use strict";

  /* A form is sent once. The pressed button says so; coming back with the browser's arrow frees it again. */
  function busy(form, button) {
    form.dataset.sent = "1";
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.dataset.words = button.innerHTML;
    button.setAttribute("aria-busy", "true");
    button.textContent = document.body.dataset.busy;
  }
  function free(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy=true]").forEach(function (button) {
      button.removeAttribute("aria-busy");
      if (button.dataset.words !== undefined) button.innerHTML = button.dataset.words;
    });
  }
  function main(form, submitter) {
    return submitter || form.querySelector("button[type=submit],button:not([type])");
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" && !form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    var pressed = event.submitter;
    window.setTimeout(function () { busy(form, main(form, pressed)); }, 0);
    // A download leaves the page where it is: nothing else would free the button.
    if (form.hasAttribute("data-pw-download")) window.setTimeout(function () { free(form); }, 4000);
  }, true);
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) free(form);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(free);
  });

  /* A refused button stays where it is and leads to its reason. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[aria-disabled=true]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    var reason = document.getElementById((button.getAttribute("aria-describedby") || "").split(" ")[0]);
    if (!reason) return;
    reason.setAttribute("tabindex", "-1");
    reason.scrollIntoView({ block: "center" });
    reason.focus({ preventScroll: true });
    reason.classList.add("pw-flash");
    window.setTimeout(function () { reason.classList.remove("pw-flash"); }, 1600);
  }, true);

  /* "/" goes to the search, Escape and a click beside close a menu. */
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest("input,textarea,select,[contenteditable=true]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      var search = document.getElementById("pw-q");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.pw-drop[open]").forEach(function (menu) {
        menu.open = false;
        if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      });
    }
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.pw-drop[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  /* Filters send themselves: a select of a form with data-pw-auto, where htmx does not already do it. */
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-pw-auto") && !form.hasAttribute("hx-get")) form.requestSubmit();
  });

  /* Parts that show what others do: every data-pw-live seconds, when the page is seen and nobody types in it. */
  window.setInterval(function () {
    if (document.visibilityState !== "visible" || !window.htmx) return;
    document.querySelectorAll("[data-pw-live]").forEach(function (part) {
      var every = Number(part.dataset.pwLive) || 30;
      part.pwAge = (part.pwAge || 0) + 5;
      if (part.pwAge < every || part.contains(document.activeElement)) return;
      part.pwAge = 0;
      window.htmx.trigger(part, "pw:refresh");
    });
  }, 5000);

  /* The reader tells which page was reached: an element with data-pw-page posts it once to data-pw-read. */
  function reader() {
    var root = document.querySelector("[data-pw-read]");
    if (!root || root.pwReader) return;
    root.pwReader = true;
    var seen = {};
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        var number = entry.target.dataset.pwPage;
        if (!entry.isIntersecting || seen[number]) return;
        seen[number] = true;
        var bar = document.querySelector('[data-pw-bar="' + number + '"]');
        if (bar) bar.classList.add("is-read");
        document.querySelectorAll("[data-pw-at]").forEach(function (place) { place.textContent = number; });
        window.htmx.ajax("POST", root.dataset.pwRead, {
          source: root, target: root.dataset.pwTarget || "#pw-read", swap: "outerHTML", values: { page: number }
        });
      });
    }, { threshold: 0.05, rootMargin: "0px 0px -20% 0px" });
    root.querySelectorAll("[data-pw-page]").forEach(function (page) { watch.observe(page); });
  }
  document.addEventListener("click", function (event) {
    var size = event.target.closest("[data-pw-size]");
    if (!size) return;
    var paper = document.querySelector(".pw-paper");
    if (paper) paper.classList.toggle("is-large");
  });

  /* A photo over 10 MB is shrunk here, on the phone, before it is sent. */
  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file" || !input.files || input.files.length !== 1) return;
    var file = input.files[0];
    if (!/^image\/(jpeg|png)$/.test(file.type) || file.size <= 10 * 1024 * 1024 || !window.createImageBitmap) return;
    window.createImageBitmap(file).then(function (picture) {
      var scale = Math.min(1, 3000 / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) {
        if (!blob) return;
        var bag = new DataTransfer();
        bag.items.add(new File([blob], file.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg" }));
        input.files = bag.files;
      }, "image/jpeg", 0.88);
    });
  });

  /* A finger signature: canvas in an element with data-pw-sign; only the picture goes into the hidden field. */
  function pads() {
    if (!window.SignaturePad) return;
    document.querySelectorAll("[data-pw-sign]").forEach(function (box) {
      if (box.pwPad) return;
      var canvas = box.querySelector("canvas"), field = box.querySelector("input[type=hidden]");
      var pad = box.pwPad = new window.SignaturePad(canvas, { penColor: "#16232B", minWidth: 1.2, maxWidth: 3.6 });
      function fit() {
        var ratio = Math.max(window.devicePixelRatio || 1, 1), strokes = pad.toData();
        canvas.width = canvas.offsetWidth * ratio;
        canvas.height = canvas.offsetHeight * ratio;
        canvas.getContext("2d").scale(ratio, ratio);
        pad.clear();
        pad.fromData(strokes);
      }
      function keep() { field.value = pad.isEmpty() ? "" : pad.toDataURL("image/png"); }
      fit();
      window.addEventListener("resize", fit);
      pad.addEventListener("endStroke", keep);
      box.querySelectorAll("[data-pw-again]").forEach(function (again) {
        again.addEventListener("click", function () { pad.clear(); keep(); });
      });
    });
  }

  /* Focus goes to an answer that was put into the page. */
  document.addEventListener("htmx:afterSwap", function (event) {
    reader();
    pads();
    if (event.target.id === "pw-answer" && event.target.firstElementChild) {
      event.target.firstElementChild.setAttribute("tabindex", "-1");
      event.target.firstElementChild.focus({ preventScroll: true });
    }
  });
  document.addEventListener("DOMContentLoaded", function () { reader(); pads(); });

  /* A page that came back with mistakes opens at the first of them. */
  document.addEventListener("DOMContentLoaded", function () {
    var wrong = document.querySelector("main [aria-invalid=true], main .is-bad");
    if (wrong && wrong.offsetParent !== null) wrong.focus();
  });
})();
