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
  case windowCost = "window-cost"
  case monthCost = "month-cost"

  /// What it is counted in.
  package enum Unit: String, Sendable {
    case records
    case milliseconds = "ms"
    /// Millionths of a currency's unit.
    case money = "micros"
  }

  package var unit: Unit {
    switch self {
    case .dup, .loss, .reorder, .reconcile, .unsent: .records
    case .wait, .writeWait, .detect, .failOver, .redundancy: .milliseconds
    case .windowCost, .monthCost: .money
    }
  }

  /// Its value going back.
  func value(_ figures: BranchFigures) -> Int64? { value(figures, nil, nil) }

  /// Its value going forward.
  func value(_ result: SeedResult) -> Int64? { value(result.forward, result.recovery, result.cost) }

  /// Nil where nothing can be said: no broker was lost, it is not over, or there are no prices.
  private func value(
    _ figures: BranchFigures, _ recovery: RecoveryFigures?, _ cost: SeedCost?
  ) -> Int64? {
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
    case .windowCost: cost?.window
    case .monthCost: cost?.month
    }
  }
}
