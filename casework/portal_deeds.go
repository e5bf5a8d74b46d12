package casework

import (
	"slices"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// deeds tells the petitioner what was done, the newest first: the own matter's, and since it was
// merged what was done in the other one, without a word that was written of its petitioner.
func (s *sighting) deeds() []Deed {
	var all []Deed
	for _, e := range s.own.events {
		if d, ok := s.deed(e); ok {
			all = append(all, d)
		}
	}
	if s.master != nil {
		for _, e := range s.master.events {
			if d, ok := s.elsewhere(e); ok {
				all = append(all, d)
			}
		}
	}
	slices.Reverse(all) // of one moment, too, the last deed comes first
	slices.SortStableFunc(all, func(a, b Deed) int { return b.At.Compare(a.At) })
	return all
}

// deed words nothing; it picks from an event what concerns the petitioner. Letters between offices,
// instructions, drafts and approvals are left out.
func (s *sighting) deed(e petition.Event) (Deed, bool) {
	deed := Deed{Kind: e.Kind, At: e.At, Own: e.By.Post == org.Petitioner, Unit: e.By.UnitName}
	switch d := e.Data.(type) {
	case *petition.RegisteredData, *petition.RepliedData, *petition.ClosedData, *petition.WithdrawalRequested, *petition.Rated:
	case *petition.Corrected:
		deed.Field = d.Field
	case *petition.MaterialAdded:
		if !deed.Own && e.By.Post != org.Caseworker {
			return deed, false
		}
	case *petition.Linked:
		return deed, d.Link.Kind == petition.Duplicate && !d.Incoming
	case *petition.Unlinked:
		return deed, s.wasMerged(e)
	case *petition.AssignedData:
		deed.Unit = s.book.UnitName(d.Unit)
	case *petition.ForwardedData:
		deed.Body = d.Body
	case *petition.DeclinedData:
		deed.Body, deed.Words = d.Body, d.Reasons
	case *petition.FinallyDeclinedData:
		deed.Words = d.Reasons
	case *petition.RedirectedData:
		deed.Body = d.Body
	case *petition.AcceptedData:
		deed.Name, deed.Title = d.Handler.Name, d.Handler.Title
	case *petition.Notified:
		deed.Notices, deed.Means = d.Kinds, d.Means
	case *petition.Contacted:
		deed.Name, deed.Title, deed.Means = e.By.Name, e.By.Title, d.Means
	case *petition.Progress:
		deed.Words, deed.Name, deed.Title = d.Text, e.By.Name, e.By.Title
	case *petition.LadderAdvanced:
		deed.Name, deed.Title = d.To.Name, d.To.Title
		return deed, d.To.Name != ""
	case *petition.HandlerSet:
		deed.Name, deed.Title = d.Handler.Name, d.Handler.Title
	case *petition.Extended:
		deed.Days, deed.Words = d.Days, d.Reason
	case *petition.ServedData:
		deed.Paper, deed.Way, deed.Yes = d.Paper, d.Way, d.Refused
	case *petition.CalledBack:
		deed.Yes = d.Reached
	case *petition.ReopenedData:
		if deed.Own {
			deed.Words = d.Words
		}
	case *petition.ReviewRequested:
		deed.Body = d.Body
	case *petition.RereviewRequested:
		deed.Body = d.Body
	case *petition.ReviewDecided:
		deed.Decision = d.Decision
	case *petition.RereviewDecided:
		deed.Decision = d.Decision
	case *petition.WithdrawnData:
		deed.Yes = d.Free
	default:
		return deed, false
	}
	return deed, true
}

// elsewhere is a deed in the matter that this one was merged into: that it was done, when and by
// whom, never the words.
func (s *sighting) elsewhere(e petition.Event) (Deed, bool) {
	deed, ok := s.deed(e)
	switch e.Kind {
	case petition.KAssigned, petition.KAccepted, petition.KProgress, petition.KLadderAdvanced, petition.KHandlerSet,
		petition.KExtended, petition.KReplied, petition.KForwarded, petition.KDeclined, petition.KRedirected, petition.KClosed:
	default:
		return deed, false
	}
	deed.Words, deed.Own = "", false
	return deed, ok
}

// wasMerged reports whether an unlinking undid a merger, rather than another link.
func (s *sighting) wasMerged(e petition.Event) bool {
	un, ok := e.Data.(*petition.Unlinked)
	return ok && slices.ContainsFunc(s.own.events, func(before petition.Event) bool {
		d, ok := before.Data.(*petition.Linked)
		return ok && before.Seq < e.Seq && d.To == un.To && d.Link.Kind == petition.Duplicate && !d.Incoming
	})
}
