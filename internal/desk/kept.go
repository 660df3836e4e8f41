package desk

import "duban/internal/store"

// What pages read as the store keeps it; they know the desk, not the store.
type (
	// ReportPage says which reports a list wants.
	ReportPage = store.ReportPage
	// RecordPage says which records a list wants.
	RecordPage = store.RecordPage
	// LatestFigure is what a list shows of an indicator.
	LatestFigure = store.LatestFigure
	// RecordOrder is how the register is sorted.
	RecordOrder = store.RecordOrder
	// Paragraph is a stretch of a report's text.
	Paragraph = store.Paragraph
	// DivisionRow is a division and whether it is set up.
	DivisionRow = store.DivisionRow
	// SignInRow is one of a person's sessions.
	SignInRow = store.SignIn
)

// ByLead sorts the register unit by unit.
const ByLead = store.ByLead
