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
struct PartialValue: Sendable {
  let value: CheckedValue

  /// Takes a value if it is what its key takes, as far as its own text tells. Objects, maps and lists
  /// need the right type only: their parts are looked at one by one.
  init?(_ value: CheckedValue) {
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

  var text: String? { value.node.string }
  var path: NodePath { value.path }

  /// Whether it is this word.
  func isWord(_ word: String) -> Bool { value.isWord(word) }
}

// MARK: - Objects, maps and lists

extension PartialValue {
  /// The value of a key, from the file or by default; `nil` if it is missing, wrong, or if an unknown
  /// key stands in the object that may be this one misspelled.
  subscript(key: String) -> PartialValue? {
    guard case .object(let shape) = value.shape, shape.key(key) != nil else { return nil }
    guard value.has(key) || !hasUnknownKeys else { return nil }
    return value[key].flatMap(PartialValue.init)
  }

  /// Whether a key is missing, without a doubt.
  func lacks(_ key: String) -> Bool { !value.has(key) && !hasUnknownKeys }

  private var hasUnknownKeys: Bool {
    guard case .object(let shape) = value.shape, let members = value.node.object else {
      return true
    }
    return members.contains { shape.key($0.key) == nil }
  }

  struct Entry: Sendable {
    let name: String
    let keyPlace: SourcePlace
    /// Nil if it is of the wrong type.
    let value: PartialValue?
  }

  /// The members of a map, in the order of the file.
  var entries: [Entry] {
    guard case .map = value.shape, value.node.object != nil else { return [] }
    return value.entries.map {
      Entry(name: $0.name, keyPlace: $0.keyPlace, value: PartialValue($0.value))
    }
  }

  /// The elements of a list, or of a single value where one or more are taken; nil for one that is
  /// wrong.
  var elements: [PartialValue?] { value.elements.map(PartialValue.init) }

  /// Which of its kinds an object is.
  var variant: String? {
    guard case .object(let shape) = value.shape else { return nil }
    return shape.kind
  }
}

// MARK: - Amounts that may vary

extension PartialValue {
  func counts(_ key: String) -> ClosedRange<Int64>? { self[key]?.counts }
  func durations(_ key: String) -> ClosedRange<TimeAmount>? { self[key]?.durations }
  func sizes(_ key: String) -> ClosedRange<Int64>? { self[key]?.range(\.size) }
  func rates(_ key: String) -> ClosedRange<Fraction>? { self[key]?.range(\.rate) }

  var counts: ClosedRange<Int64> { range { Int64($0.int) } }
  var durations: ClosedRange<TimeAmount> { range(\.duration) }

  /// The least and the largest value that a run may draw.
  func range<Value: Measured & Comparable>(_ read: (CheckedValue) -> Value) -> ClosedRange<Value> {
    let values = values(read)
    return values.min()!...values.max()!
  }

  /// The values that a run may draw, or the two ends between which it draws; never empty.
  func values<Value: Measured & Comparable>(_ read: (CheckedValue) -> Value) -> [Value] {
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
  var isDistribution: Bool { value.node["exponential"] != nil || value.node["lognormal"] != nil }

  /// The moments that it may be.
  var moments: [ScenarioTime] {
    switch value.varying(\.time) {
    case .fixed(let time): [time]
    case .choose(let times): times
    case .uniform, .exponential, .logNormal: []
    }
  }
}
