import Rehearsal

// What reports say of one branch, for those who do not want the whole report.

extension Report {
  /// Where everybody goes on, in one sentence, or why nobody can say.
  package func position(of branch: BranchOutcome) -> String {
    PositionSentence(report: self, branch: branch).text()
  }

  /// What a branch came to, in sentences, the worst first.
  ///
  /// - Parameter step: The number, from 1, of the step that it goes back after; nil going forward.
  package func sentences(of branch: BranchOutcome, step: Int?) -> [String] {
    BranchSentences(report: self, branch: branch, step: step).all()
  }

  /// The line that does it again.
  package var replay: String { command }
}
