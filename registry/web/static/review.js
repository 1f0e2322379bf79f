// Keys of the review page: S, D, U answer, K skips, R goes to the reason. Without script, the access keys do the same.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  const verdict = { s: "same", d: "different", u: "unsure" }[key];
  const form = document.getElementById("answer-form");
  if (key === "k") {
    const skip = document.getElementById("skip");
    if (skip) skip.click();
  } else if (form && key === "r") {
    event.preventDefault();
    form.elements.because.focus();
  } else if (form && verdict) {
    // The browser asks for the reason where it is missing.
    form.querySelector(`button[value="${verdict}"]`).click();
  }
});
document.addEventListener("keydown", (event) => {
  // Escape leaves the reason, so that the letters answer again.
  if (event.key === "Escape" && event.target.matches("textarea")) event.target.blur();
});
