import Documents
import MigrationModel
import Rehearsal
import SimKernel

/// What happened on the way forward, one line of JSON for each event that somebody would tell.
package struct Journal: Sendable {
  let report: Report

  package init(_ report: Report) { self.report = report }

  package func text() -> String {
    report.outcome.journal.map { entry in
      CanonicalJSON.text(
        [
          "at": JSONNode(entry.at.description), "kind": JSONNode(entry.kind.rawValue),
          "text": JSONNode(entry.text),
        ], layout: .compact) + "\n"
    }.joined()
  }
}
