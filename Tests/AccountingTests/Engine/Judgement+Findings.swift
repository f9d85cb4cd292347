import Accounting
import SimKernel

extension Judgement {
  /// The judgement by the names that the reference uses.
  func findings(sayableBy plain: PlainWorld) -> Findings {
    var findings = Findings()
    for row in readers {
      let name = "g\(row.subscription.row) t\(row.topic.row)"
      row.add(to: &findings, name)
      if plain.canSayStall(row.topic.row, row.subscription.row) {
        findings.add(Int(row.stall.total), "\(name) stall")
        findings.add(row.isStallOpen ? 1 : 0, "\(name) open stall")
      }
    }
    for row in topics { row.add(to: &findings) }
    for row in writers {
      findings.add(Int(row.unsent.total), "unsent")
      findings.add(Int(row.phantom), "phantom")
    }
    return findings
  }
}

extension ReaderJudgement {
  fileprivate func add(to findings: inout Findings, _ name: String) {
    let counts: [(String, Int64)] = [
      ("acked", acked), ("applied", applied), ("expired", expired), ("unread", unread),
      ("skipped", skipped.total), ("stranded", stranded.total), ("lost", lost.total),
      ("dup", dup.total), ("not conserved", isConserved ? 0 : 1),
      ("reorder", reorder.total), ("unaccounted", unaccounted),
    ]
    for (what, count) in counts { findings.add(Int(count), "\(name) \(what)") }
    findings.add(dup, "\(name) dup")
    findings.add(skipped, "\(name) skipped")
    findings.add(Int(lost.unattributed), "\(name) lost by unattributed")
    findings.add(Int(stranded.unattributed), "\(name) stranded by unattributed")
  }
}

extension TopicJudgement {
  fileprivate func add(to findings: inout Findings) {
    let name = "t\(topic.row)"
    for cluster in logDup.indices {
      findings.add(Int(logDup[cluster].total), "\(name) c\(cluster) log-dup")
      findings.add(logDup[cluster], "\(name) c\(cluster) log-dup")
      findings.add(Int(logMissing[cluster].total), "\(name) c\(cluster) log-missing")
    }
    findings.add(Int(reconcileUnread.total), "\(name) reconcile unread")
    findings.add(Int(reconcileApplied.total), "\(name) reconcile applied")
  }
}

extension Findings {
  /// Adds each row of a tally.
  mutating func add(_ tally: Tally, _ name: String) {
    for row in tally.rows { add(Int(row.count), "\(name) by \(row.blame.text)") }
  }
}
