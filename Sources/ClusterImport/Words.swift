// Words of messages and findings.

extension String {
  /// A text from a file as messages show it: in quotes, on one line, not longer than half of one.
  var shown: String {
    var text = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      if index == 60 {
        text += "…"
        break
      }
      let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value)
      text += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    return "\"\(text)\""
  }
}

/// `a, b and c`; above the limit `a, b and 7 more`.
func list(_ words: [String], limit: Int = 8) -> String {
  if words.count > limit {
    let shown = words.prefix(limit - 1).joined(separator: ", ")
    return "\(shown) and \(words.count - limit + 1) more"
  }
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}

/// `1 record`, `620 records`.
func counted(_ count: some BinaryInteger, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// `partition 1`, `partitions 4 and 5`.
func named(_ noun: String, _ numbers: [Int]) -> String {
  "\(noun)\(numbers.count == 1 ? "" : "s") \(list(numbers.map { "\($0)" }))"
}

/// `104, 98, 112`, shortened when there are many.
func numbers(_ values: [Int64], limit: Int = 24) -> String {
  let shown = values.prefix(limit).map { "\($0)" }.joined(separator: ", ")
  return values.count > limit ? "\(shown), …" : shown
}

/// A length of time in milliseconds as people say it: `3 days`, `12 hours`, `90 s`.
func timeWords(milliseconds: Int64) -> String {
  let units: [(Int64, String)] = [
    (86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1000, "second"),
  ]
  for (length, noun) in units where milliseconds >= length && milliseconds % length == 0 {
    return counted(milliseconds / length, noun)
  }
  return "\(milliseconds) ms"
}
