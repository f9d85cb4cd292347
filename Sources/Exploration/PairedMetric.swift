import Rehearsal

/// What variants are compared by. Fewer, or shorter, is better, always.
package enum PairedMetric: String, CaseIterable, Sendable {
  case dup
  case loss
  case reorder
  case reconcile
  case unsent
  case wait
  case writeWait = "write-wait"
  case detect
  case failOver = "fail-over"
  case redundancy

  /// Whether it is in milliseconds, not records.
  package var isTime: Bool {
    switch self {
    case .dup, .loss, .reorder, .reconcile, .unsent: false
    case .wait, .writeWait, .detect, .failOver, .redundancy: true
    }
  }

  /// Nil where nothing can be said: no broker was lost, or it is not over.
  func value(_ figures: BranchFigures, _ recovery: RecoveryFigures?) -> Int64? {
    switch self {
    case .dup: figures.dup
    case .loss: figures.loss
    case .reorder: figures.reorder
    case .reconcile: figures.reconcile
    case .unsent: figures.unsent
    case .wait: figures.longestStall
    case .writeWait: figures.longestWriterStall
    case .detect: recovery?.detect
    case .failOver: recovery?.failOver
    case .redundancy: recovery?.redundancy
    }
  }
}
