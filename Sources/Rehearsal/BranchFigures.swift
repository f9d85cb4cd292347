import Accounting

/// The figures of one branch, over everybody: one row of the table of rollback points.
package struct BranchFigures: Equatable, Sendable {
  package var dup: Int64 = 0
  package var loss: Int64 = 0
  package var reorder: Int64 = 0
  package var reconcile: Int64 = 0
  package var unsent: Int64 = 0
  package var phantom: Int64 = 0
  package var logDup: Int64 = 0
  /// The longest single wait of a group in milliseconds.
  package var longestStall: Int64 = 0
  package var isStallOpen = false
  /// The longest single wait of a producer in milliseconds.
  package var longestWriterStall: Int64 = 0

  package init(_ judgement: Judgement) {
    for row in judgement.readers {
      dup += row.dup.total
      loss += row.loss
      reorder += row.reorder.total
      longestStall = max(longestStall, row.longestStall)
      isStallOpen = isStallOpen || row.isStallOpen
    }
    for row in judgement.topics {
      reconcile += row.reconcile
      logDup += row.logDup.reduce(0) { $0 + $1.total }
    }
    for row in judgement.writers {
      unsent += row.unsent.total
      phantom += row.phantom
      longestWriterStall = max(longestWriterStall, row.longestStall)
    }
  }
}
