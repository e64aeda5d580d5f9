"use strict";
const script = document.currentScript;
if ("serviceWorker" in navigator && script) navigator.serviceWorker.register(script.dataset.worker);
