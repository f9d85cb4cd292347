import Documents

/// A `connect-mirror-maker.properties`, by clusters and flows.
///
/// - Source: Kafka 4.1, `MirrorMakerConfig`. A connector's setting counts with its flow's prefix,
///   then without any; a worker's with the target's alias, or with a few beginnings without any.
struct MirrorProperties {
  /// Copying from one cluster to another.
  struct Flow: Equatable {
    let source: String
    let target: String
    var name: String { "\(source)->\(target)" }
  }

  /// What stands before the name of a setting.
  enum Scope: Equatable {
    case flow(Flow)
    case cluster(String)
    case bare
  }

  let file: String
  let entries: [JavaProperties.Entry]
  let aliases: [String]
  /// Where the aliases stand.
  let clustersAt: FilePlace?
  /// The line that counts for each key.
  private let rows: [String: Int]

  init(_ properties: JavaProperties, file: String) {
    self.file = file
    entries = properties.entries
    var rows: [String: Int] = [:]
    for (row, entry) in entries.enumerated() { rows[entry.key] = row }
    self.rows = rows
    let clusters = rows["clusters"].map { properties.entries[$0] }
    clustersAt = clusters?.at
    aliases = (clusters?.value ?? "").split(separator: ",", maxSplits: 100).map {
      String(ascii: Array($0.utf8)[...].trimmed)
    }.filter(NamePattern.kafkaIdentifier.allows)
  }

  /// The flows that copy, in the order of `clusters`.
  var enabledFlows: [Flow] {
    aliases.flatMap { source in
      aliases.filter { $0 != source }.map { Flow(source: source, target: $0) }
    }.filter(isEnabled)
  }

  func isEnabled(_ flow: Flow) -> Bool {
    self["\(flow.name).enabled"]?.value.lowercased() == "true"
  }

  /// The value of a whole key.
  subscript(key: String) -> Fact<String>? {
    rows[key].map { Fact(entries[$0].value, at: entries[$0].at) }
  }

  /// Whether a later line has the same key.
  func laterLine(than row: Int) -> FilePlace? {
    guard let last = rows[entries[row].key], last > row else { return nil }
    return entries[last].at
  }

  // MARK: What counts for a flow

  func connector(_ name: String, _ flow: Flow) -> Fact<String>? {
    self["\(flow.name).\(name)"] ?? self[name]
  }

  func worker(_ name: String, _ flow: Flow) -> Fact<String>? {
    self["\(flow.target).\(name)"] ?? (MirrorKeys.reachesWorker(name) ? self[name] : nil)
  }

  /// A setting of the consumer that reads the source.
  func reader(_ name: String, _ flow: Flow) -> Fact<String>? {
    self["\(flow.name).source.consumer.\(name)"] ?? self["\(flow.source).consumer.\(name)"]
      ?? self["\(flow.name).consumer.\(name)"]
  }

  /// A setting of the producer that writes to the target.
  func writer(_ name: String, _ flow: Flow) -> Fact<String>? {
    self["\(flow.name).producer.override.\(name)"] ?? self["\(flow.target).producer.\(name)"]
  }

  // MARK: Keys

  /// Splits a key into what it is about and the name of the setting.
  func scope(of key: String) -> (scope: Scope, name: String) {
    if let arrow = Self.arrow(in: key) {
      let source = String(key[..<arrow.lowerBound])
      let rest = key[arrow.upperBound...]
      let target = alias(atStartOf: rest) ?? String(rest.prefix { $0 != "." })
      return (.flow(Flow(source: source, target: target)), String(rest.dropFirst(target.count + 1)))
    }
    guard let alias = alias(atStartOf: key[...]) else { return (.bare, key) }
    return (.cluster(alias), String(key.dropFirst(alias.count + 1)))
  }

  private static func arrow(in key: String) -> Range<String.Index>? {
    guard let dash = key.indices.first(where: { key[$0...].hasPrefix("->") }) else { return nil }
    return dash..<key.index(dash, offsetBy: 2)
  }

  /// The longest alias that a key begins with, a dot after it.
  private func alias(atStartOf key: Substring) -> String? {
    aliases.filter { key.hasPrefix("\($0).") }.max { $0.count < $1.count }
  }
}
