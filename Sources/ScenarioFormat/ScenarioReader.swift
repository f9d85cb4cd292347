import Accounting
import Documents
import KafkaModel
import MigrationModel
import SimKernel

/// Turns a document that has passed every check into the scenario it describes.
///
/// Reading follows the table: `ScenarioReader+Plan.swift` reads what `ScenarioShape+Plan.swift`
/// describes. It cannot fail, and it asks chance nothing but what the file leaves open.
struct ScenarioReader {
  let root: CheckedValue
  let draws: ValueDraws
  let clusters: NameTable
  let topics: NameTable
  let producers: NameTable
  let sinks: NameTable
  let groups: NameTable
  let links: NameTable
  let connect: NameTable
  let steps: NameTable
  var scenario = Scenario()

  init(_ root: CheckedValue, seed: UInt64) {
    func names(_ key: String) -> [String] { root.entries(key).map(\.name) }
    self.root = root
    draws = ValueDraws(seed: seed)
    clusters = NameTable(Names.cluster, names("clusters"))
    topics = NameTable(Names.topic, names("topics"))
    producers = NameTable(Names.producer, names("producers"))
    sinks = NameTable(Names.sink, names("sinks"))
    groups = NameTable(Names.group, names("groups"))
    links = NameTable(Names.link, names("links"))
    connect = NameTable(Names.connect, names("connect"))
    steps = NameTable(
      Names.step, root.value("plan").elements("steps").map { $0.text("name") })
    scenario.seed = seed
  }

  /// The seed that a file names.
  static func seed(of root: CheckedValue) -> UInt64 {
    let seed = root.value("seed")
    if let number = seed.node.int { return UInt64(number) }
    return TextPattern.hexadecimal(seed.text.dropFirst(2)) ?? 0
  }

  mutating func read() -> Scenario {
    scenario.name = root.text("name")
    scenario.about = root["about"]?.text
    scenario.profile = LatencyProfile.all.first { root.value("profile").isWord($0.name) } ?? .lan
    scenario.fidelity = fidelity(root.value("fidelity"))
    scenario.startsAt = root["startsAt"].flatMap { TextPattern.secondsOfDay($0.text) }
    readClusters()
    readTopics()
    readProducers()
    readSinks()
    readGroups()
    readConnect()
    readLinks()
    readPlan()
    readFaults()
    readExpectations()
    scenario.assumed = root.elements("assumed").map(\.text)
    return scenario
  }

  private func fidelity(_ value: CheckedValue) -> Fidelity {
    if value.isWord("batch") { return .batch }
    return .coalesced(tick: duration(value.value("coalesced")))
  }
}

// MARK: - Values, drawn where the file leaves them open

extension ScenarioReader {
  func int(_ value: CheckedValue) -> Int { Int(count(value)) }
  func count(_ value: CheckedValue) -> Int64 { draws.measure(value) { Int64($0.int) } }
  func size(_ value: CheckedValue) -> Int64 { draws.measure(value, \.size) }
  func duration(_ value: CheckedValue) -> TimeAmount { draws.measure(value, \.duration) }
  func text(_ value: CheckedValue) -> String { draws.one(of: value, \.text) }

  func duration(_ key: String, of value: CheckedValue) -> TimeAmount {
    duration(value.value(key))
  }

  /// A word that names a case of an enumeration.
  func word<Word: RawRepresentable>(_ value: CheckedValue) -> Word where Word.RawValue == String {
    let word = text(value)
    guard let known = Word(rawValue: word) else {
      fatalError("Internal error: \(value.path) takes \(word), and no \(Word.self) is called so")
    }
    return known
  }

  func rate(_ value: CheckedValue) -> Rate { Rate(draws.measure(value, \.rate)) }

  /// In bytes a second; at least one.
  func bandwidth(_ value: CheckedValue) -> Int64 {
    let bandwidth = draws.measure(value, \.bandwidth)
    return max(1, Int64(clamping: bandwidth.numerator / bandwidth.denominator))
  }

  func share(_ value: CheckedValue) -> Ratio {
    let share = draws.measure(value, \.factor)
    return Ratio(
      UInt32(clamping: share.numerator), outOf: UInt32(clamping: share.denominator))
  }

  func version(_ value: CheckedValue) -> KafkaVersion {
    KafkaVersion(parsing: text(value)) ?? .newest
  }

  func moment(_ value: CheckedValue) -> Moment {
    switch draws.one(of: value, \.time) {
    case .sinceStart(let time): .at(.zero + time)
    case .relative(let step, let offset): .step(StepID(row(step, steps)), offset)
    }
  }

  // MARK: Names

  /// The row that a name stands for; the checks have seen that there is one.
  func row(_ name: String, _ table: NameTable) -> Int {
    guard let row = table[name] else {
      fatalError("Internal error: unknown \(table.kind.word) \(name) passed the checks")
    }
    return row
  }

  func cluster(_ value: CheckedValue) -> ClusterID { ClusterID(row(value.text, clusters)) }
  func topic(_ value: CheckedValue) -> TopicID { TopicID(row(value.text, topics)) }
  func writer(_ value: CheckedValue) -> WriterID { WriterID(row(value.text, producers)) }
  func group(_ value: CheckedValue) -> SubscriptionID { SubscriptionID(row(value.text, groups)) }
  func link(_ value: CheckedValue) -> LinkID { LinkID(row(value.text, links)) }

  /// The cluster that something names, or the first one.
  func home(_ value: CheckedValue) -> ClusterID { value["cluster"].map(cluster) ?? ClusterID(0) }

  /// The things that an action names: some, or all there are.
  func some<ID: DenseID>(_ value: CheckedValue, _ table: NameTable) -> [ID] {
    if value.isWord(Names.all) { return table.names.indices.map { ID($0) } }
    return value.elements.map { ID(row($0.text, table)) }
  }
}

extension Rate {
  /// Whole records in whole seconds. A rate that would take longer than a century for one record is
  /// refused by the checks.
  init(_ perSecond: Fraction) {
    let seconds = min(perSecond.denominator, Rate.secondsMax)
    self.init(perSecond.numerator, per: .seconds(seconds))
  }

  static let secondsMax: Int64 = 3_650_000_000
}
