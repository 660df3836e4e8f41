package procedure

import "duban/internal/kernel/form"

// Forms are a room of their own, kernel/form, since registers are filled in by
// them too; a procedure's declaration speaks of them by these names.
type (
	Form    = form.Form
	Field   = form.Field
	Wanting = form.Wanting
	Figure  = form.Figure
)

// Mask hides the middle of what a masked field says.
func Mask(s string) string { return form.Mask(s) }
