// Compares a chosen file with the hashes of a certificate, in this browser; nothing is sent.
(() => {
  const box = document.querySelector("[data-pw-compare]");
  if (!box) return;
  const known = box.dataset.pwCompare.split(" ").filter(Boolean);
  const out = box.querySelector("[data-pw-compare-out]");
  box.querySelector("input[type=file]").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const same = known.includes(hex);
    out.textContent = known.length === 0 ? out.dataset.none : same ? out.dataset.same : out.dataset.other;
    out.className = known.length === 0 ? "pw-3" : same ? "pw-ok-t" : "pw-late-t";
  });
})();
