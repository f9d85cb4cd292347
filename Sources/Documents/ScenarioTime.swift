import SimKernel

/// A moment as a scenario says it: by the clock of the run, or by something the plan does.
package enum ScenarioTime: Hashable, Sendable {
  /// `"10m"`: that long after the run began.
  case sinceStart(TimeAmount)
  /// `"move-billing+20s"`, `"move-billing-5s"`; `"move-billing"` alone is an offset of zero.
  case relative(to: String, offset: TimeAmount)
}

extension ScenarioTime {
  package var isRelative: Bool { if case .relative = self { true } else { false } }

  /// Reads a moment. What follows the last `+` or `-` is the offset if it is a duration; otherwise
  /// a dash belongs to the name, so that names may have dashes.
  package init(parsing text: String, names: NamePattern = .name) throws(QuantityFlaw) {
    guard let first = text.utf8.first else { throw .empty }
    if first.isDigit || !names.allows(String(text.prefix(1))) {
      self = .sinceStart(try Quantity.duration(text))
      return
    }
    if let (name, offset) = try Self.splitOffset(text) {
      guard names.allows(name) else { throw .notAName(name) }
      self = .relative(to: name, offset: offset)
    } else {
      guard names.allows(text) else { throw .notAName(text) }
      self = .relative(to: text, offset: .zero)
    }
  }

  /// Whether a name would be read as another name with an offset, as `retry-5s` would.
  package static func looksLikeOffset(_ name: String) -> Bool {
    (try? splitOffset(name)) ?? nil != nil
  }

  private static func splitOffset(
    _ text: String
  ) throws(QuantityFlaw) -> (name: String, offset: TimeAmount)? {
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
    let name = String(text[..<sign])
    let length = String(text[text.index(after: sign)...])
    if text[sign] == "+" { return (name, try Quantity.duration(length)) }
    guard let offset = try? Quantity.duration(length) else { return nil }
    return (name, TimeAmount(nanoseconds: -offset.nanoseconds))
  }
}
