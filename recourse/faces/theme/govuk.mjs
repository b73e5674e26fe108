// The components whose behaviour the pages use; the rest of govuk-frontend is left out.
import {
  Button,
  ErrorSummary,
  FileUpload,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend/dist/govuk/all.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, ErrorSummary, FileUpload, ServiceNavigation, SkipLink]) {
  createAll(component);
}
