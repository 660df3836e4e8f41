package web

import (
	"duban/internal/web/accounts"
	"duban/internal/web/api"
	"duban/internal/web/calendar"
	"duban/internal/web/cases"
	"duban/internal/web/dispatch"
	"duban/internal/web/erasure"
	"duban/internal/web/frame"
	"duban/internal/web/guide"
	"duban/internal/web/home"
	"duban/internal/web/indicators"
	"duban/internal/web/ledger"
	"duban/internal/web/mayor"
	"duban/internal/web/me"
	"duban/internal/web/mechanisms"
	"duban/internal/web/notices"
	"duban/internal/web/opendata"
	"duban/internal/web/projects"
	"duban/internal/web/rates"
	"duban/internal/web/reconciliation"
	"duban/internal/web/register"
	"duban/internal/web/registers"
	"duban/internal/web/rehearsal"
	"duban/internal/web/reports"
	"duban/internal/web/rereading"
	"duban/internal/web/review"
	"duban/internal/web/roster"
	"duban/internal/web/search"
	"duban/internal/web/security"
	"duban/internal/web/settlements"
	"duban/internal/web/setup"
	"duban/internal/web/signin"
	"duban/internal/web/snapshots"
	"duban/internal/web/tasks"
	"duban/internal/web/units"
	"duban/internal/web/webhooks"
)

// open marks a route that needs nobody to be signed in.
const open = ""

// route is one address: how it is asked, which act of the table of permission
// it stands for, and the page behind it.
type route struct {
	pattern string
	act     string
	page    func(*frame.Visit) error
}

// routes are the table of contents of the product.
var routes = []route{
	{"GET /set-up", open, setup.Show},
	{"POST /set-up", open, setup.Found},
	{"GET /sign-in", open, signin.Show},
	{"POST /sign-in", open, signin.Open},
	{"GET /sign-in/second", open, signin.AskSecond},
	{"POST /sign-in/second", open, signin.Second},
	{"POST /sign-in/second/passkey", open, signin.AskSecondPasskey},
	{"POST /sign-in/passkey/ask", open, signin.AskPasskey},
	{"POST /sign-in/passkey", open, signin.OpenByPasskey},
	{"GET /sign-in/identity", open, signin.Identity},
	{"GET /sign-in/identity/return", open, signin.Returned},
	{"GET /first", open, signin.AskFirst},
	{"POST /first", open, signin.SetFirst},
	{"POST /sign-out", "session.end", signin.Close},

	{"GET /{$}", "home.read", home.Show},
	{"GET /me", "session.list", me.Show},
	{"GET /me/security", "factor.list", me.Security},
	{"POST /me/security/prove", "session.prove", me.Prove},
	{"POST /me/security/prove/passkey", "session.prove", me.AskOwnPasskey},
	{"POST /me/security/passkeys/ask", "factor.enrol", me.AskNewPasskey},
	{"POST /me/security/passkeys", "factor.enrol", me.EnrolPasskey},
	{"POST /me/security/codes", "factor.enrol", me.Enrol},
	{"GET /me/security/codes/{factor}", "factor.enrol", me.Pending},
	{"POST /me/security/codes/{factor}", "factor.confirm", me.Confirm},
	{"POST /me/security/factors/{factor}/remove", "factor.remove", me.Remove},
	{"POST /me/security/recovery", "recovery.draw", me.Draw},
	{"GET /me/password", "password.change", me.AskPassword},
	{"POST /me/password", "password.change", me.ChangePassword},
	{"POST /me/sessions/{session}/end", "session.end", me.EndSession},
	{"POST /me/posts/{holding}", "session.switch", me.SwitchPost},
	{"POST /me/tokens", "token.issue", me.IssueToken},
	{"POST /me/tokens/{token}/revoke", "token.revoke", me.RevokeToken},
	{"GET " + api.Root, open, api.Show},

	{"GET /reports", "report.list", reports.List},
	{"POST /reports", "report.upload", reports.Upload},
	{"GET /reports/file", "report.list", reports.ListFile},
	{"GET /reports/{report}", "report.read", review.Show},
	{"GET /reports/{report}/file", "report.read", reports.File},
	{"GET /reports/{report}/history", "report.read", review.History},
	{"GET /reports/{report}/rereading", "rereading.read", rereading.Show},
	{"POST /reports/{report}/reread", "report.reread", rereading.Begin},
	{"POST /reports/{report}/rereading", "rereading.settle", rereading.Settle},
	{"POST /reports/{report}/enter", "report.enter", review.Enter},
	{"POST /reports/{report}/publish", "report.publish", opendata.Publish},
	{"POST /reports/{report}/records", "record.add", review.Add},
	{"GET /reports/{report}/records/{record}", "report.read", review.Open},
	{"POST /reports/{report}/records/{record}", "record.correct", review.Correct},
	{"POST /reports/{report}/records/{record}/accept", "record.accept", review.Accept},
	{"POST /reports/{report}/records/{record}/reject", "record.reject", review.Reject},
	{"POST /reports/{report}/records/{record}/reopen", "record.reopen", review.Reopen},
	{"POST /reports/{report}/records/{record}/split", "record.split", review.Split},
	{"POST /reports/{report}/records/{record}/merge", "record.merge", review.Merge},
	{"POST /reports/{report}/alarms/{alarm}/settle", "alarm.settle", review.Settle},
	{"GET /reports/{report}/erasure", "erasure.read", erasure.Show},
	{"POST /reports/{report}/erasure", "erasure.propose", erasure.Propose},
	{"POST /reports/{report}/erasure/{erasure}/approve", "report.erase", erasure.Approve},
	{"POST /reports/{report}/erasure/{erasure}/decline", "erasure.decline", erasure.Decline},

	{"GET /register", "record.list", register.List},
	{"GET /register/file", "record.list", register.ListFile},
	{"GET /register/{report}/{record}", "record.list", register.Show},
	{"GET /search", "search.read", search.Show},
	{"GET /search/file", "search.read", search.File},

	{"GET /mayor", "task.list", mayor.Show},
	{"GET /tasks", "task.list", tasks.List},
	{"GET /tasks/file", "task.list", tasks.ListFile},
	{"GET /tasks/new", "task.draft", tasks.New},
	{"POST /tasks/new", "task.draft", tasks.Add},
	{"POST /reports/{report}/tasks", "task.draft", tasks.FromReport},
	{"GET /tasks/import", "task.import", tasks.AskTaskSheet},
	{"POST /tasks/import", "task.import", tasks.PreviewTaskSheet},
	{"POST /tasks/import/take", "task.import", tasks.TakeTaskSheet},
	{"GET /tasks/sheets", "progress.import", tasks.Sheets},
	{"GET /tasks/sheets/file", "progress.import", tasks.SheetFile},
	{"POST /tasks/sheets", "progress.import", tasks.PreviewSheet},
	{"POST /tasks/sheets/take", "progress.import", tasks.TakeSheet},
	{"GET /tasks/issue", "task.issue", tasks.AskIssue},
	{"POST /tasks/issue", "task.issue", tasks.Issue},
	{"GET /issued/{issuance}", "task.list", tasks.Issued},
	{"GET /issued/{issuance}/file", "task.list", tasks.IssuedFile},
	{"GET /tasks/{task}", "task.list", tasks.Show},
	{"GET /tasks/{task}/edit", "task.amend", tasks.Edit},
	{"POST /tasks/{task}/edit", "task.amend", tasks.Amend},
	{"GET /tasks/{task}/target", "task.retarget", tasks.Target},
	{"POST /tasks/{task}/target", "task.retarget", tasks.Retarget},
	{"POST /tasks/{task}/ask", "task.ask", tasks.Ask},
	{"POST /tasks/{task}/opine", "task.opine", tasks.Opine},
	{"POST /tasks/{task}/settle", "task.settle", tasks.Settle},
	{"POST /tasks/{task}/withdraw", "task.withdraw", tasks.Withdraw},
	{"POST /tasks/{task}/sign", "task.sign", tasks.Sign},
	{"POST /tasks/{task}/allocate", "task.allocate", tasks.Allocate},
	{"GET /tasks/{task}/progress", "progress.fill", tasks.Progress},
	{"POST /tasks/{task}/progress", "progress.fill", tasks.Fill},
	{"POST /tasks/{task}/progress/{month}/sign", "progress.sign", tasks.SignProgress},
	{"POST /tasks/{task}/return", "progress.return", tasks.Return},
	{"POST /tasks/{task}/verify", "deliverable.verify", tasks.Verify},
	{"POST /tasks/{task}/extend", "task.extend", tasks.Extend},
	{"POST /tasks/{task}/relead", "task.relead", tasks.Relead},
	{"POST /tasks/{task}/suspend", "task.suspend", tasks.Suspend},
	{"POST /tasks/{task}/resume", "task.resume", tasks.Resume},
	{"POST /tasks/{task}/apply", "task.apply", tasks.Apply},
	{"POST /tasks/{task}/close", "task.close", tasks.Close},
	{"POST /tasks/{task}/send-back", "task.return", tasks.SendBack},
	{"GET /tasks/{task}/proofs/{proof}/file", "task.list", tasks.Proof},
	{"GET /accounts", "account.draft", accounts.Show},
	{"GET /accounts/file", "account.draft", accounts.File},
	{"GET /practice", "task.list", tasks.Practice},
	{"POST /practice", "practice.set", tasks.SetPractice},

	{"GET /cases", "case.list", cases.List},
	{"GET /cases/new/{procedure}", "case.open", cases.New},
	{"POST /cases/new/{procedure}", "case.open", cases.Open},
	{"GET /cases/phone/{procedure}", "case.open", cases.Phone},
	{"POST /cases/phone/{procedure}", "case.open", cases.OpenOnPhone},
	{"GET " + cases.WorkerPath, open, cases.Worker},
	{"GET /cases/days/{procedure}", "case.list", cases.Days},
	{"GET /cases/receive/{procedure}", "case.receive", cases.Receive},
	{"GET /cases/receive/{procedure}/template", "case.receive", cases.EventsTemplate},
	{"POST /cases/receive/{procedure}", "case.receive", cases.TakeEvents},
	{"GET /rates/{procedure}", "case.list", rates.Show},
	{"GET /rates/{procedure}/file", "case.list", rates.File},
	{"GET /rates/{procedure}/cases", "case.list", rates.Cases},
	{"GET /rates/{procedure}/cases/file", "case.list", rates.CasesFile},
	{"GET /cases/{case}", "case.list", cases.Show},
	{"GET /cases/{case}/photos/{photo}/file", "case.list", cases.Photo},
	{"GET /cases/{case}/files/{file}/file", "case.list", cases.File},
	{"GET /photos/{photo}/file", "photo.hand", cases.Handed},
	{"POST /cases/{case}/acts/{act}", "case.act", cases.Act},
	{"POST /cases/{case}/requests/{request}", "case.act", cases.Answer},
	{"POST /cases/{case}/version/migrate", "case.migrate", cases.Migrate},
	{"GET /cases/{case}/documents/{document}/file", "document.read", cases.DocumentFile},
	{"POST /cases/{case}/documents/{document}/number", "document.number", cases.NumberDocument},
	{"POST /cases/{case}/documents/{document}/serve", "document.serve", cases.ServeDocument},
	{"POST /cases/{case}/documents/{document}/void", "document.void", cases.VoidDocument},
	{"GET /documents", "document.list", cases.Book},
	{"GET /notices", "notice.list", notices.List},
	{"POST /notices/read", "notice.read", notices.ReadAll},
	{"POST /notices/{notice}/read", "notice.read", notices.Read},
	{"POST /cases/{case}/fields/unmask", "case.unmask", cases.Unmask},
	{"GET /registers", "register.list", registers.List},
	{"GET /registers/{register}", "register.list", registers.Entries},
	{"GET /registers/{register}/file", "register.list", registers.File},
	{"GET /registers/{register}/import", "entry.import", registers.Import},
	{"GET /registers/{register}/import/template", "entry.import", registers.Template},
	{"POST /registers/{register}/import", "entry.import", registers.Preview},
	{"POST /registers/{register}/import/take", "entry.import", registers.Take},
	{"GET /registers/{register}/new", "entry.add", registers.New},
	{"POST /registers/{register}/new", "entry.add", registers.Add},
	{"GET /registers/{register}/{entry}", "register.list", registers.Show},
	{"POST /registers/{register}/{entry}/change", "entry.change", registers.Change},
	{"POST /registers/{register}/{entry}/correct", "entry.correct", registers.Correct},
	{"POST /registers/{register}/{entry}/end", "entry.end", registers.End},
	{"POST /registers/{register}/{entry}/unmask", "entry.unmask", registers.Unmask},
	{"GET /snapshots", "snapshot.list", snapshots.List},
	{"POST /snapshots", "snapshot.publish", snapshots.Publish},
	{"GET /snapshots/{snapshot}/file", "snapshot.list", snapshots.File},
	{"GET /dispatch/ceremony", "dispatch.read", dispatch.Ceremony},
	{"GET /dispatch/ceremony/file", "dispatch.read", dispatch.CeremonyFile},
	{"GET /dispatch/meeting", "dispatch.read", dispatch.Meeting},
	{"GET /dispatch/meeting/file", "dispatch.read", dispatch.MeetingFile},
	{"POST /dispatch/meeting/{case}/minutes", "case.act", dispatch.Minutes},
	{"GET /projects", "project.list", projects.List},
	{"GET /projects/file", "project.list", projects.File},
	{"GET /projects/new", "project.add", projects.New},
	{"POST /projects/new", "project.add", projects.Add},
	{"POST /projects/take", "project.take", projects.Take},
	{"GET /projects/choices", "project.define", projects.Choices},
	{"POST /projects/choices", "project.define", projects.Define},
	{"GET /projects/import", "project.import", projects.Import},
	{"POST /projects/import", "project.import", projects.Preview},
	{"POST /projects/import/take", "project.import", projects.TakeIn},
	{"GET /projects/{project}", "project.list", projects.Show},
	{"GET /projects/{project}/edit", "project.change", projects.Edit},
	{"POST /projects/{project}/edit", "project.change", projects.Change},
	{"POST /projects/{project}/advance", "project.advance", projects.Advance},
	{"POST /projects/{project}/retreat", "project.retreat", projects.Retreat},
	{"GET /projects/{project}/progress/{period}", "project.list", projects.Month},
	{"POST /projects/{project}/progress/{period}", "project.report", projects.Report},
	{"POST /projects/{project}/progress/{period}/sign", "project.sign", projects.Sign},
	{"POST /projects/{project}/progress/{period}/return", "project.return", projects.Return},
	{"GET /projects/{project}/photos/{photo}/file", "project.list", projects.Photo},
	{"GET /receipts/{case}", "case.list", cases.Receipt},
	{"GET /window", "case.open", cases.Window},
	{"GET /window/{item}", "case.open", cases.Take},
	{"POST /window/{item}", "case.open", cases.TakeIn},
	{"GET /guide", open, guide.List},
	{"GET /guide/{item}", open, guide.One},
	{"GET /guide/{item}/apply", open, cases.Apply},
	{"POST /guide/{item}/apply", open, cases.SendApplication},
	{"GET /inquiry", open, cases.AskInquiry},
	{"POST /inquiry", open, cases.Inquire},
	{"POST /inquiry/acts/{act}", open, cases.InquiryAct},
	{"POST /inquiry/files/{file}", open, cases.InquiryFile},
	{"POST /inquiry/next", open, cases.InquiryNext},
	{"GET /mechanisms", "mechanism.read", mechanisms.List},
	{"GET /mechanisms/{mechanism}", "mechanism.read", mechanisms.One},
	{"POST /mechanisms/{mechanism}/versions/migrate", "case.migrate", mechanisms.Migrate},
	{"GET /mechanisms/{mechanism}/rehearsal", "mechanism.rehearse", rehearsal.List},
	{"GET /mechanisms/{mechanism}/rehearsal/{scenario}", "mechanism.rehearse", rehearsal.Watch},
	{"POST /mechanisms/{mechanism}/rehearsal", "mechanism.rehearse", rehearsal.Play},
	{"POST /mechanisms/{mechanism}/rehearsal/file", "mechanism.rehearse", rehearsal.Record},

	{"GET /settlements", "settlement.list", settlements.List},
	{"POST /settlements", "settlement.run", settlements.Run},
	{"GET /settlements/trial", "settlement.suppose", settlements.Trial},
	{"GET /settlements/facts", "fact.list", settlements.Facts},
	{"POST /settlements/facts", "fact.enter", settlements.Enter},
	{"GET /settlements/{settlement}", "settlement.list", settlements.Show},
	{"GET /settlements/{settlement}/file", "settlement.list", settlements.File},
	{"GET /settlements/{settlement}/diff", "settlement.list", settlements.Compare},
	{"POST /settlements/{settlement}/confirm", "settlement.confirm", settlements.Confirm},
	{"POST /settlements/{settlement}/amend", "settlement.amend", settlements.Amend},
	{"GET /settlements/{settlement}/{subject}", "settlement.list", settlements.Subject},
	{"GET /settlements/{settlement}/{subject}/amend", "settlement.amend", settlements.AskAmend},

	{"GET /calendar", "calendar.read", calendar.Show},
	{"POST /calendar/days", "calendar.set", calendar.Set},
	{"POST /calendar/days/{days}/lift", "calendar.lift", calendar.Lift},
	{"POST /calendar/years", "calendar.import", calendar.Import},

	{"GET /indicators", "indicator.read", indicators.List},
	{"GET /indicators/file", "indicator.read", indicators.ListFile},
	{"GET /indicators/{indicator}", "indicator.read", indicators.One},
	{"GET /indicators/{indicator}/file", "indicator.read", indicators.OneFile},
	{"GET /reconciliation", "reconciliation.read", reconciliation.Show},
	{"GET /reconciliation/file", "reconciliation.read", reconciliation.File},
	{"GET /open", "package.read", opendata.Show},
	{"GET /package/file", "package.read", opendata.Package},

	{"GET /units", "unit.list", units.Show},
	{"GET /units/people", "person.list", units.People},
	{"GET /units/unit/{unit}", "unit.list", units.Unit},
	{"GET /units/person/{person}", "person.list", units.Person},
	{"GET /units/file", "unit.list", units.File},
	{"GET /units/people/file", "unit.list", units.PeopleFile},
	{"POST /units", "unit.set", units.SetUnit},
	{"POST /units/unit/{unit}/move", "unit.move", units.Move},
	{"POST /units/posts", "post.set", units.SetPost},
	{"POST /units/posts/{post}/empower", "post.empower", units.Empower},
	{"POST /units/posts/empower", "post.empower", units.EmpowerMany},
	{"POST /units/persons", "person.set", units.SetPerson},
	{"POST /units/persons/{person}/unlock", "person.unlock", units.Unlock},
	{"POST /units/persons/{person}/resets/{reset}/confirm", "reset.confirm", units.ConfirmReset},
	{"POST /units/persons/{person}/resets/{reset}/decline", "reset.decline", units.DeclineReset},
	{"POST /units/holdings", "holding.propose", units.Propose},
	{"POST /units/holdings/{holding}/confirm", "holding.confirm", units.Confirm},
	{"POST /units/holdings/{holding}/end", "holding.end", units.End},
	{"POST /units/holdings/confirm", "holding.confirm", units.ConfirmMany},
	{"POST /units/invitations", "invitation.issue", units.Invite},
	{"GET /units/import", "roster.import", roster.Show},
	{"GET /units/import/template", "roster.import", roster.Template},
	{"GET /units/import/present", "roster.import", roster.Present},
	{"POST /units/import", "roster.import", roster.Preview},
	{"POST /units/import/problems", "roster.import", roster.Problems},
	{"POST /units/import/take", "roster.import", roster.Take},

	{"GET /security", "session.watch", security.Show},
	{"GET /security/people", "session.watch", security.People},
	{"GET /security/identity", "identity.read", security.Identity},
	{"POST /security/sessions/{session}/end", "session.oversee", security.EndSession},
	{"POST /security/requirements/{role}", "factor.require", security.Require},
	{"POST /security/people/{person}/reset", "factor.reset", security.Reset},
	{"POST /security/identity", "identity.set", security.SetIdentity},

	{"GET /webhooks", "webhook.list", webhooks.Show},
	{"POST /webhooks", "webhook.set", webhooks.Set},
	{"POST /webhooks/{webhook}/rotate", "webhook.set", webhooks.Rotate},
	{"POST /webhooks/{webhook}/resume", "webhook.set", webhooks.Resume},
	{"POST /webhooks/{webhook}/test", "webhook.set", webhooks.Test},
	{"POST /webhooks/deliveries/{delivery}/retry", "delivery.retry", webhooks.Retry},

	{"GET /ledger", "ledger.read", ledger.Show},
	{"GET /ledger/bundle", "ledger.read", ledger.Bundle},
	{"GET /ledger/file", "ledger.read", ledger.File},
	{"POST /ledger/verify", "ledger.verify", ledger.Verify},
}
