import Documents
import MigrationModel

// The mirror: its settings and where it stands.

extension ScenarioDraft {
  /// Whether the mirror has been at work: there is a copy, or it has stored where it is.
  var isCopying: Bool {
    migration.copies.contains { topic in
      topic.partitions.contains { $0.copied != nil || $0.targetEnd ?? 0 > 0 }
    }
  }

  mutating func link() -> JSONNode {
    if mirror.file == nil {
      assume(
        "the mirror has Kafka's default settings but for what its copies show: no "
          + "connect-mirror-maker.properties was given")
    }
    let positions = positions()
    return .object([
      ("from", JSONNode(source.name)), ("to", JSONNode(target.name)),
      ("layer", "mirror-maker-2"), ("config", config()),
      ("running", isCopying ? true : nil),
      ("positions", positions.isEmpty ? nil : .object(positions)), ("history", history()),
    ])
  }

  // MARK: Settings

  private mutating func config() -> JSONNode {
    var members: [(String, JSONNode?)] = []
    for setting in FormatSettings.link.settings where setting.isModelled {
      switch setting.name {
      case "replication.policy.class": members.append((setting.name, policyNode()))
      case "topics", "topics.exclude", "groups", "groups.exclude": break
      case "replication.policy.separator" where isRenamed: break
      default:
        if let fact = mirror[setting.name] { members.append((setting.name, node(setting, fact))) }
      }
    }
    if mirror.file == nil, !target.groupNames.isEmpty {
      assume("the mirror writes positions to groups: \(target.name) has groups")
      members.append(("sync.group.offsets.enabled", true))
    }
    members += choice("topics", mirror.topics, migration.copies.map(\.name))
    members += choice("groups", mirror.groups, movedGroups.map(\.name))
    return .object(members)
  }

  /// Whether copies have other names on the target and stand here under those of their originals.
  private var isRenamed: Bool {
    if case .identity(_) = mirror.policy { return false }
    return migration.copies.contains { $0.target != nil && $0.targetName != $0.name }
  }

  /// The format has one name for a topic wherever it lies, so copies that exist already lose theirs.
  private mutating func policyNode() -> JSONNode? {
    if case .identity(_) = mirror.policy { return JSONNode(MirrorSettings.identityPolicy) }
    guard isRenamed else { return JSONNode(MirrorSettings.defaultPolicy) }
    let example = migration.copies.first { $0.target != nil }
    assume(
      "copies have the names of their originals here (\(example?.targetName ?? "") is "
        + "\(example?.name ?? "")): the format cannot hold the log of a copy under another name; "
        + "so writers that move write to the topic of the copies")
    return JSONNode(MirrorSettings.identityPolicy)
  }

  /// Which topics or groups it takes: the file's own expressions where any reader is quick at them.
  /// Otherwise all, for there are no other topics here, or the names of the groups.
  private mutating func choice(
    _ name: String, _ choice: NameChoice, _ names: [String]
  ) -> [(String, JSONNode?)] {
    let excludes = "\(name).exclude"
    let given = [name, excludes].compactMap { key in mirror[key].map { (key, $0.value) } }
    let count = given.reduce(0) { $0 + $1.1.split(separator: ",").count }
    let isFew = count * (migration.copies.count + migration.groups.count) < 1_000_000
    if isFew, choice.isSimple, given.allSatisfy({ Self.isReadable($0.1) }) {
      return given.map { ($0.0, JSONNode($0.1)) }
    }
    let taken = names.filter(choice.takes)
    let isAll = taken.count == names.count
    assume(
      "\(name) and \(excludes) of the mirror are written as \(isAll ? "all" : "the names") that "
        + "they take here")
    return [
      (name, JSONNode(isAll ? ".*" : taken.map(Self.escaped).joined(separator: ","))),
      (excludes, ""),
    ]
  }

  /// Whether the format takes the expressions: it is stricter than Kafka.
  private static func isReadable(_ expressions: String) -> Bool {
    expressions.split(separator: ",").allSatisfy { part in
      let text = String(part.drop { $0 == " " })
      let isPlain =
        text.utf8.count <= 1000 && text.utf8.allSatisfy { 0x20...0x7E ~= $0 }
        && !["{", "(?", ")*", ")+"].contains { text.contains($0) }
      return isPlain && (try? Regex(text)) != nil
    }
  }

  /// A name as an expression that takes it and nothing else worth mentioning.
  private static func escaped(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-": String(scalar)
      case ",": "."
      default: "\\\(scalar)"
      }
    }.joined()
  }

  // MARK: Positions

  /// The next source offset to copy of each partition: what the connector stored, or the best that
  /// the logs tell. Nil for a topic of which nothing is copied.
  func linkPositions(of topic: CopiedTopic) -> [Int64]? {
    let known = topic.partitions.map { partition -> Int64? in
      if let copied = partition.copied { return copied.value }
      if topic.canCountFromZero { return partition.positionFromZero }
      return partition.targetEnd ?? 0 > 0 ? partition.homeEnd : nil
    }
    guard known.contains(where: { $0 != nil }) else { return nil }
    return zip(known, topic.partitions).map { $0 ?? $1.sourceStart ?? 0 }
  }

  private mutating func positions() -> [(String, JSONNode?)] {
    var guessed: [(name: String, isFromZero: Bool)] = []
    let members = migration.copies.compactMap { topic -> (String, JSONNode?)? in
      guard let offsets = linkPositions(of: topic) else { return nil }
      if topic.partitions.contains(where: { $0.copied == nil }) {
        guessed.append((topic.name, topic.canCountFromZero))
      }
      return (topic.name, JSONNode(offsets.map { JSONNode($0) }))
    }
    assumePositions(
      guessed.filter(\.isFromZero).map(\.name), guessed.filter { !$0.isFromZero }.map(\.name))
    return members
  }

  private mutating func assumePositions(_ fromZero: [String], _ atEnd: [String]) {
    if !fromZero.isEmpty {
      assume(
        "the copies of \(list(fromZero)) have no hole since offset 0, which tells where the copier "
          + "is: no connector offsets were given for them")
    }
    if !atEnd.isEmpty {
      assume(
        "the copier has copied all of \(list(atEnd)): its backlog is unknown without connector "
          + "offsets")
    }
    if migration.copies.contains(where: { $0.partitions.contains { $0.copied != nil } }) {
      let flush = Int64(mirror.text("offset.flush.interval.ms")) ?? 60_000
      assume(
        "the connector offsets and the ends of the logs on \(target.name) are of one moment, and no "
          + "offset between a group and the copier is without a record: the worker stores offsets "
          + "every \(timeWords(milliseconds: min(flush, 1 << 40))), so take the files while the "
          + "mirror is stopped or idle, or numbers come out too high")
    }
  }

  /// Offset pairs are in a topic that no file shows; a mirror that has copied has some.
  private mutating func history() -> JSONNode? {
    guard isCopying else { return nil }
    let lagMax = max(0, Int64(mirror.text("offset.lag.max")) ?? 100)
    let records = migration.copies.reduce(Int64(0)) { sum, topic in
      topic.partitions.reduce(sum) { min(1 << 60, $0 + ($1.targetEnd ?? 0)) }
    }
    guard records / min(1 << 40, lagMax + 1) < 1_000_000 else {
      assume(
        "the mirror knows no offset pairs at the start: the copies are too long to derive them")
      return nil
    }
    assume(
      "the mirror knows the offset pairs that copying without a stop gives: its offset-syncs topic "
        + "is in none of the files")
    return "from-offset-0-and-committed"
  }
}
