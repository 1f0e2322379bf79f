// Tells how far a job is, and loads the page again when it has ended. Without it there is the link "Refresh".
"use strict";
{
  const section = document.querySelector("[data-events]");
  if (section && "EventSource" in window) {
    const source = new EventSource(section.dataset.events);
    source.onmessage = (event) => {
      const told = JSON.parse(event.data);
      if (told.ended) {
        source.close();
        location.reload();
        return;
      }
      if (told.stage) section.querySelector("[data-stage]").textContent = told.stage;
      section.querySelector("[data-count]").textContent =
        told.done ? told.done + (told.steps ? " / " + told.steps : "") : "";
      const bar = section.querySelector("[data-bar]");
      if (told.steps) {
        bar.max = told.steps;
        bar.value = told.done;
      }
    };
  }
}
