"""Empty forms that anybody prints, or takes at a counter: accessible PDF in both languages."""
