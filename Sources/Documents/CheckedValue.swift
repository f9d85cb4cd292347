import SimKernel

/// A value that has passed the checker, seen through its shape.
///
/// Reading it cannot fail: what the table promises is there, and what the file leaves out has the
/// table's default. A question that the table does not answer is a mistake of ours and stops the
/// program.
///
/// ```swift
/// for topic in scenario["topics"]?.entries ?? [] {
///   let partitions = topic.value.int("partitions")
///   let retention = topic.value.duration("retention")   // from the file, or the default
/// }
/// ```
package struct CheckedValue: Sendable {
  package let node: JSONNode
  package let path: NodePath
  /// Whether the file leaves it to its default.
  package let isDefault: Bool
  /// Never one that stands for another: alternatives are decided, variants are told apart.
  package let shape: Shape

  /// Sees a value through its shape. The value must have been checked against it.
  package init(
    _ node: JSONNode, as shape: Shape, path: NodePath = NodePath(), isDefault: Bool = false
  ) {
    self.node = node
    self.path = path
    self.isDefault = isDefault
    self.shape = shape.decided(for: node)
  }

  package var place: SourcePlace { node.place }
}

// MARK: - Objects, maps and lists

extension CheckedValue {
  /// The value of a key, from the file or by default; `nil` if the key is optional and missing.
  package subscript(key: String) -> CheckedValue? {
    guard case .object(let shape) = shape else { mismatch("an object with the key \(key)") }
    guard let entry = shape.key(key) else { mismatch("an object with the key \(key)") }
    if let value = node[key] {
      return CheckedValue(value, as: entry.shape, path: path.key(key), isDefault: isDefault)
    }
    guard case .default(let value) = entry.presence else { return nil }
    // A default stands where it is left out.
    let node = JSONNode(value.value, at: node.place)
    return CheckedValue(node, as: entry.shape, path: path.key(key), isDefault: true)
  }

  /// The value of a key that is required or has a default.
  package func value(_ key: String) -> CheckedValue {
    guard let value = self[key] else { mismatch("a key \(key) with a default") }
    return value
  }

  /// Whether the file itself has the key.
  package func has(_ key: String) -> Bool { node.member(key) != nil }

  /// Which of its kinds an object is.
  package var variant: String {
    guard case .object(let shape) = shape, let kind = shape.kind else {
      mismatch("one of several kinds of objects")
    }
    return kind
  }

  /// The elements of a list; a single value where one or more are taken is a list of itself.
  package var elements: [CheckedValue] {
    guard case .list(let element, _, _) = shape, let nodes = node.array else { return [self] }
    return nodes.enumerated().map { index, node in
      CheckedValue(node, as: element, path: path.index(index), isDefault: isDefault)
    }
  }

  /// One member of a map.
  package struct Entry: Sendable {
    package let name: String
    package let keyPlace: SourcePlace
    package let value: CheckedValue
  }

  /// The members of a map, in the order of the file.
  package var entries: [Entry] {
    guard case .map(let value, _) = shape, let members = node.object else { mismatch("a map") }
    return members.map { member in
      let value = CheckedValue(
        member.value, as: value, path: path.key(member.key), isDefault: isDefault)
      return Entry(name: member.key, keyPlace: member.keyPlace, value: value)
    }
  }

  /// One of Kafka's settings, as the file gives it.
  package struct SettingEntry: Sendable {
    /// With the prefix of its family.
    package let name: String
    /// In Kafka's spelling.
    package let text: String
    package let setting: SettingShape
    package let keyPlace: SourcePlace

    package var integer: Int64? { Int64(text) }
    package var isTrue: Bool { text == "true" }
    package var isModelled: Bool { setting.isModelled }
  }

  /// Kafka's settings, in the order of the file.
  package var settings: [SettingEntry] {
    guard case .settings(let table) = shape, let members = node.object else {
      mismatch("settings")
    }
    return members.map { member in
      guard let setting = table.setting(member.key),
        let text = setting.kafkaText(of: member.value)
      else { mismatch("a setting \(member.key)") }
      return SettingEntry(
        name: member.key, text: text, setting: setting, keyPlace: member.keyPlace)
    }
  }
}

// MARK: - Scalars

extension CheckedValue {
  /// A text, a name, or a word of an enumeration.
  package var text: String {
    guard let text = node.string else { mismatch("a text") }
    return text
  }

  package var int: Int {
    guard let int = node.int else { mismatch("an integer") }
    return int
  }

  package var bool: Bool {
    guard let bool = node.bool else { mismatch("true or false") }
    return bool
  }

  package var duration: TimeAmount { parsed(Quantity.duration, "a duration") }
  /// In bytes.
  package var size: Int64 { parsed(Quantity.size, "a size") }
  /// In records per second.
  package var rate: Fraction { parsed(Quantity.rate, "a rate") }
  /// In bytes per second.
  package var bandwidth: Fraction { parsed(Quantity.bandwidth, "a bandwidth") }
  package var factor: Fraction { parsed(Quantity.ratio, "a ratio") }

  /// A share or a probability.
  package var ratio: Ratio {
    let factor = factor
    guard factor <= .one else { mismatch("a ratio up to 1") }
    return Ratio(UInt32(factor.numerator), outOf: UInt32(factor.denominator))
  }

  package var time: ScenarioTime {
    guard case .time(let kind) = shape, let text = node.string,
      let time = try? ScenarioTime(parsing: text, names: kind.pattern)
    else { mismatch("a time") }
    return time
  }

  /// Whether the file says this word instead of another value.
  package func isWord(_ word: String) -> Bool { node.string == word }

  /// A scalar that may be a set or a distribution, each of its values read alike.
  package func varying<Value>(_ read: (CheckedValue) -> Value) -> Varying<Value> {
    guard case .object(let variation) = shape, variation.isInline else { return .fixed(read(self)) }
    if let values = self["choose"] { return .choose(values.elements.map(read)) }
    if let ends = self["uniform"]?.elements { return .uniform(read(ends[0]), read(ends[1])) }
    if let mean = self["exponential"] { return .exponential(mean: read(mean)) }
    let distribution = value("lognormal")
    return .logNormal(
      median: read(distribution.value("median")), p99: read(distribution.value("p99")))
  }

  private func parsed<Value>(
    _ parse: (String) throws(QuantityFlaw) -> Value, _ what: String
  ) -> Value {
    guard let text = node.string, let value = try? parse(text) else { mismatch(what) }
    return value
  }

  private func mismatch(_ what: String) -> Never {
    fatalError("Internal error: \(path) at \(place) was read as \(what); its table says otherwise")
  }
}

// MARK: - Values by key

extension CheckedValue {
  package func text(_ key: String) -> String { value(key).text }
  package func int(_ key: String) -> Int { value(key).int }
  package func bool(_ key: String) -> Bool { value(key).bool }
  package func duration(_ key: String) -> TimeAmount { value(key).duration }
  package func size(_ key: String) -> Int64 { value(key).size }
  package func rate(_ key: String) -> Fraction { value(key).rate }
  package func bandwidth(_ key: String) -> Fraction { value(key).bandwidth }
  package func ratio(_ key: String) -> Ratio { value(key).ratio }
  package func factor(_ key: String) -> Fraction { value(key).factor }
  package func time(_ key: String) -> ScenarioTime { value(key).time }
  package func elements(_ key: String) -> [CheckedValue] { value(key).elements }
  package func entries(_ key: String) -> [Entry] { value(key).entries }
  package func settings(_ key: String) -> [SettingEntry] { value(key).settings }
}

extension Shape {
  /// The shape that counts for a value: of several alternatives the one that fits.
  fileprivate func decided(for node: JSONNode) -> Shape {
    switch self {
    case .deferred(let shape): return shape().decided(for: node)
    case .either(let shapes):
      guard let choice = ShapeChecker.alternative(for: node, among: shapes) else { return self }
      return shapes[choice].decided(for: node)
    case .varying(let scalar):
      guard node.object != nil, !scalar.takesType(of: node) else {
        return scalar.decided(for: node)
      }
      return .object(Shape.variation(of: scalar))
    case .variants(let shape):
      return shape.kinds(of: node).first.map { .object($0.shape) } ?? self
    default: return self
    }
  }
}
