document.documentElement.classList.add("js-enabled"),"noModule"in HTMLScriptElement.prototype&&document.documentElement.classList.add("govuk-frontend-supported");
