import SimKernel

/// A value of a document that may be wrong in other places.
///
/// `CheckedValue` may be asked for anything because the whole document has passed the checker. Here
/// every answer is an option: what is wrong somewhere has been reported, and whoever asks passes it
/// over. That is how checks of meaning run on the sound parts of a file with mistakes.
///
/// ```swift
/// guard let partitions = topic.counts("partitions") else { return }  // nothing can be said
/// ```
package struct PartialValue: Sendable {
  package let value: CheckedValue

  /// Takes a value if it is what its key takes, as far as its own text tells. Objects, maps and lists
  /// need the right type only: their parts are looked at one by one.
  package init?(_ value: CheckedValue) {
    let isSound =
      switch value.shape {
      case .object(let shape) where shape.isInline: ShapeChecker.fits(value.node, value.shape)
      case .object, .map, .list: value.shape.takesType(of: value.node)
      case .variants: false
      default: ShapeChecker.fits(value.node, value.shape)
      }
    guard isSound else { return nil }
    self.value = value
  }

  package var text: String? { value.node.string }
  package var path: NodePath { value.path }

  /// Whether it is this word.
  package func isWord(_ word: String) -> Bool { value.isWord(word) }
}

// MARK: - Objects, maps and lists

extension PartialValue {
  /// The value of a key, from the file or by default; `nil` if it is missing, wrong, or if an unknown
  /// key stands in the object that may be this one misspelled.
  package subscript(key: String) -> PartialValue? {
    guard case .object(let shape) = value.shape, shape.key(key) != nil else { return nil }
    guard value.has(key) || !hasUnknownKeys else { return nil }
    return value[key].flatMap(PartialValue.init)
  }

  /// Whether a key is missing, without a doubt.
  package func lacks(_ key: String) -> Bool { !value.has(key) && !hasUnknownKeys }

  private var hasUnknownKeys: Bool {
    guard case .object(let shape) = value.shape, let members = value.node.object else {
      return true
    }
    return members.contains { shape.key($0.key) == nil }
  }

  package struct Entry: Sendable {
    package let name: String
    package let keyPlace: SourcePlace
    /// Nil if it is of the wrong type.
    package let value: PartialValue?
  }

  /// The members of a map, in the order of the file.
  package var entries: [Entry] {
    guard case .map = value.shape, value.node.object != nil else { return [] }
    return value.entries.map {
      Entry(name: $0.name, keyPlace: $0.keyPlace, value: PartialValue($0.value))
    }
  }

  /// The elements of a list, or of a single value where one or more are taken; nil for one that is
  /// wrong.
  package var elements: [PartialValue?] { value.elements.map(PartialValue.init) }

  /// Which of its kinds an object is.
  package var variant: String? {
    guard case .object(let shape) = value.shape else { return nil }
    return shape.kind
  }
}

// MARK: - Amounts that may vary

extension PartialValue {
  package func counts(_ key: String) -> ClosedRange<Int64>? { self[key]?.counts }
  package func durations(_ key: String) -> ClosedRange<TimeAmount>? { self[key]?.durations }
  package func sizes(_ key: String) -> ClosedRange<Int64>? { self[key]?.range(\.size) }
  package func rates(_ key: String) -> ClosedRange<Fraction>? { self[key]?.range(\.rate) }

  package var counts: ClosedRange<Int64> { range { Int64($0.int) } }
  package var durations: ClosedRange<TimeAmount> { range(\.duration) }

  /// The least and the largest value that a run may draw.
  package func range<Value: Measured & Comparable>(_ read: (CheckedValue) -> Value) -> ClosedRange<
    Value
  > {
    let values = values(read)
    return values.min()!...values.max()!
  }

  /// The values that a run may draw, or the two ends between which it draws; never empty.
  package func values<Value: Measured & Comparable>(_ read: (CheckedValue) -> Value) -> [Value] {
    switch value.varying(read) {
    case .fixed(let fixed): return [fixed]
    case .choose(let values): return values
    case .uniform(let low, let high): return [low, high]
    case .exponential, .logNormal:
      let range = value.distributionRange(read)
      return [Value(grains: range.lowerBound), Value(grains: range.upperBound)]
    }
  }

  /// Whether it has a distribution, which gives more than the numbers in the file.
  package var isDistribution: Bool {
    value.node["exponential"] != nil || value.node["lognormal"] != nil
  }

  /// The moments that it may be.
  package var moments: [ScenarioTime] {
    switch value.varying(\.time) {
    case .fixed(let time): [time]
    case .choose(let times): times
    case .uniform, .exponential, .logNormal: []
    }
  }
}
