import Documents
import MigrationModel
import ScenarioFormat

/// Makes a scenario of what the tools of two clusters print, and says what their output proves.
///
/// ```swift
/// let result = ClusterImport([
///   ImportedFile(.source, path: "topics.txt", bytes: topics),
///   ImportedFile(.target, path: "groups.txt", bytes: groups),
///   ImportedFile(.mirror, path: "connect-mirror-maker.properties", bytes: properties),
/// ])
/// result.scenario     // the bytes of a scenario file; nil when a file cannot be trusted
/// result.findings     // what the files prove, the worst first
/// result.assumed      // what they do not say, and how the scenario fills it in
/// result.ignored      // lines that MirrorMaker passes over in silence
/// result.diagnostics  // what is wrong with the files, and where
/// ```
///
/// Nothing is invented: what no file says has Kafka's default and stands among the assumptions.
/// Equal files in equal order give equal bytes.
package struct ClusterImport: Sendable {
  /// The scenario, laid out for reading; nil when there are errors.
  package private(set) var scenario: [UInt8]?
  package private(set) var findings: [Finding] = []
  package private(set) var assumed: [String] = []
  package private(set) var ignored: [IgnoredLine] = []
  package private(set) var diagnostics: [Diagnostic] = []

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// - Parameters:
  ///   - files: At least one of the source cluster.
  ///   - flow: `source->target`, where the mirror's settings enable several flows.
  package init(_ files: [ImportedFile], flow: String? = nil) {
    let parsed = ParsedFiles(files)
    var problems = parsed.problems
    if !files.contains(where: { $0.role == .source }) {
      problems.general(
        "no file of the source cluster was given",
        hint: "give what kafka-topics --describe prints there: --source FILE")
    }
    let migration = Self.migration(parsed, files, flow, &problems, &ignored)
    // What a damaged file would prove is not said.
    if let migration, !problems.hasErrors {
      findings = Findings(migration.migration).all
      write(migration.migration, parsed.assumed + migration.assumed, files, &problems)
    }
    diagnostics = problems.all
    if hasErrors { scenario = nil }
  }

  private mutating func write(
    _ migration: Migration, _ others: [String], _ files: [ImportedFile],
    _ problems: inout ImportProblems
  ) {
    var draft = ScenarioDraft(migration, problems: problems)
    let about =
      "Imported from \(counted(files.count, "file")): \(migration.source.name) moves to "
      + "\(migration.target.name)."
    let root = draft.write(about: about, assuming: others)
    problems = draft.problems
    assumed = draft.assumed
    let bytes = CanonicalJSON.bytes(root)
    if !problems.hasErrors { Self.check(bytes, &problems) }
    scenario = bytes
  }

  /// The format itself has the last word on what was written: an estate can be too large.
  private static func check(_ bytes: [UInt8], _ problems: inout ImportProblems) {
    let file = ScenarioFile(bytes, file: "scenario.json")
    for diagnostic in file.diagnostics.filter({ $0.severity == .error }).prefix(3) {
      problems.general(
        "no scenario can be made of these files: \(diagnostic.message)",
        hint: "describe fewer topics: kafka-topics --describe --topic takes an expression")
    }
  }
}

// MARK: - Putting the files together

extension ClusterImport {
  private static func migration(
    _ parsed: ParsedFiles, _ files: [ImportedFile], _ wanted: String?,
    _ problems: inout ImportProblems, _ ignored: inout [IgnoredLine]
  ) -> (migration: Migration, assumed: [String])? {
    let unnamed = clusters(parsed, names: ("source", "target"), &problems)
    guard ImportChecks.sizes([unnamed.source, unnamed.target], &problems) else { return nil }
    let shared = SharedNames(unnamed.source, unnamed.target)
    let choice = FlowChoice(
      parsed.properties, wanted: wanted, offsets: parsed.connectorOffsets, names: shared,
      problems: &problems)
    guard let flow = choice.flow else { return nil }
    var (source, target) = unnamed
    source.name = name(flow.source, or: "source")
    target.name = name(flow.target, or: "target")
    ImportChecks.check(source, &problems)
    ImportChecks.check(target, &problems)
    ImportChecks.checkApart(source, target, &problems)
    checkClusters(parsed.connectorOffsets, flow, &problems)
    var assumed: [String] = []
    let mirror: MirrorFacts
    if let properties = parsed.properties {
      ignored = IgnoredLines(of: properties, for: flow).found()
      mirror = self.mirror(properties, flow, shared, files, &problems, &assumed)
    } else {
      mirror = guessed(flow, shared, &assumed)
    }
    assumed += skews(source) + skews(target)
    let migration = Migration(
      source: source, target: target, mirror: mirror, offsets: parsed.connectorOffsets)
    return (migration, assumed)
  }

  private static func clusters(
    _ parsed: ParsedFiles, names: (String, String), _ problems: inout ImportProblems
  ) -> (source: ClusterFacts, target: ClusterFacts) {
    var source = ClusterFacts(name: names.0)
    var target = ClusterFacts(name: names.1)
    for (row, role, content) in parsed.contents {
      if role == .source {
        take(content, in: row, &source, &problems)
      } else {
        take(content, in: row, &target, &problems)
      }
    }
    return (source, target)
  }

  private static func take(
    _ content: ParsedFiles.Content, in row: Int, _ cluster: inout ClusterFacts,
    _ problems: inout ImportProblems
  ) {
    cluster.note(content.kind, in: problems[row].file)
    switch content {
    case .topics(let description): cluster.take(description)
    case .groups(let description): cluster.take(description, reportingTo: &problems[row])
    case .states(let states): cluster.take(states)
    case .offsets(let listing, let kind): cluster.take(listing, as: kind)
    case .configs(let description): cluster.take(description, reportingTo: &problems[row])
    }
  }

  /// An alias if the format takes it as a cluster's name.
  private static func name(_ alias: String, or word: String) -> String {
    NamePattern.name.allows(alias) ? alias : word
  }

  /// Offsets of another flow say nothing about this one.
  private static func checkClusters(
    _ offsets: ConnectorOffsets?, _ flow: MirrorProperties.Flow, _ problems: inout ImportProblems
  ) {
    guard let first = offsets?.entries.first,
      offsets?.entries.contains(where: { $0.lane.cluster == flow.source }) == false
    else { return }
    problems.error(
      "these are offsets of cluster \(first.lane.cluster.shown), and \(flow.source.shown) is the "
        + "source of \(flow.name)", hint: "give those of the mirror source of \(flow.name)",
      at: first.last.at)
  }

  private static func mirror(
    _ properties: MirrorProperties, _ flow: MirrorProperties.Flow, _ shared: SharedNames,
    _ files: [ImportedFile], _ problems: inout ImportProblems, _ assumed: inout [String]
  ) -> MirrorFacts {
    let row = files.firstIndex { $0.path == properties.file } ?? 0
    let policy = PolicyChoice(properties, flow, names: shared, reportingTo: &problems[row])
    if let text = policy.assumed { assumed.append(text) }
    return MirrorFacts(properties, flow, policy: policy.policy)
  }

  /// Without the mirror's settings, names on the target tell how it names copies.
  private static func guessed(
    _ flow: MirrorProperties.Flow, _ shared: SharedNames, _ assumed: inout [String]
  ) -> MirrorFacts {
    let isPrefixed = !shared.isAny && shared.prefix == flow.source
    assumed.append(
      isPrefixed
        ? "copies are named with \(flow.source.shown) and a dot before them, as they seem to be"
        : "copies have the names of their originals (IdentityReplicationPolicy)")
    return MirrorFacts(
      flow,
      policy: isPrefixed ? .prefixed(separator: ".") : .identity(source: flow.source))
  }

  /// Files of one cluster that were taken one after the other.
  private static func skews(_ cluster: ClusterFacts) -> [String] {
    let apart = cluster.topicNames.compactMap { cluster.topics[$0] }.filter { $0.skew > 0 }
    guard let most = apart.max(by: { $0.skew < $1.skew }) else { return [] }
    return [
      "logs of \(cluster.name) end where the largest number of several files says: they differ by "
        + "up to \(counted(most.skew, "record")) (\(most.name)), so they are of different moments"
    ]
  }
}
