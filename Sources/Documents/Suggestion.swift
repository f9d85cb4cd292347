/// Finds the name that was most likely meant.
///
/// ```swift
/// Suggestion.nearest(to: "biling", among: ["billing", "orders"])                    // billing
/// Suggestion.nearest(to: "minInsyncReplicas", among: ["min.insync.replicas"])       // that one
/// Suggestion.nearest(to: "payments", among: ["billing", "orders"])                  // nil
/// ```
package enum Suggestion {
  /// Names longer than this are not compared: the work grows with the square.
  private static let lengthLimit = 64

  /// The nearest of some names, or `nil` when none is near.
  ///
  /// Names that differ only in case and in `-`, `_` and `.` count as one typing mistake, whatever
  /// their length. Otherwise about one mistake in three letters is forgiven. Of names equally near
  /// the first wins.
  ///
  /// - Complexity: O(*n* · *l* · *m*) for *n* names of length *m* and a text of length *l*.
  package static func nearest(to text: String, among names: some Sequence<String>) -> String? {
    let wanted = Array(text.unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= lengthLimit else { return nil }
    let wantedLetters = letters(of: wanted)
    var best: (name: String, distance: Int)?
    for name in names where name != text {
      let scalars = Array(name.unicodeScalars)
      let limit = min(4, max(1, (min(wanted.count, scalars.count) + 1) / 3))
      let distance =
        !wantedLetters.isEmpty && letters(of: scalars) == wantedLetters
        ? 1 : self.distance(wanted, scalars, limit: limit)
      guard let distance, distance < best?.distance ?? .max else { continue }
      best = (name, distance)
    }
    return best?.name
  }

  /// What remains of a name without case and separators.
  private static func letters(of name: [Unicode.Scalar]) -> [Unicode.Scalar] {
    name.compactMap { scalar in
      switch scalar {
      case "-", "_", ".": nil
      case "A"..."Z": Unicode.Scalar(scalar.value + 32)
      default: scalar
      }
    }
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbours that turn one
  /// text into the other, no letter being edited twice; `nil` above `limit`.
  package static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int? {
    guard abs(a.count - b.count) <= limit, max(a.count, b.count) <= lengthLimit else { return nil }
    // Three rows of the table are alive at a time.
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var row = beforeLast
    for i in a.indices {
      row[0] = i + 1
      var rowLeast = row[0]
      for j in b.indices {
        let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
        var least = min(replaced, min(last[j + 1], row[j]) + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, beforeLast[j - 1] + 1)
        }
        row[j + 1] = least
        rowLeast = min(rowLeast, least)
      }
      // A swap looks back two rows and costs one; the row before is at most one better than this
      // one, so nothing that follows gets below its least.
      guard rowLeast <= limit else { return nil }
      (beforeLast, last, row) = (last, row, beforeLast)
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }
}
