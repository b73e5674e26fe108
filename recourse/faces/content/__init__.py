"""Pages in Markdown: articles in both languages, and honours shown with consent."""
