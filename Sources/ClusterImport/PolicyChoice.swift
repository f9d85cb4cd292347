import Documents
import MigrationModel

/// Finds out how copies are named on the target.
struct PolicyChoice {
  let policy: ReplicationPolicy
  /// What had to be assumed.
  let assumed: String?

  /// - Parameter flow: The clusters; a guess at the source's alias may be better.
  init(
    _ properties: MirrorProperties, _ flow: MirrorProperties.Flow, names: SharedNames,
    reportingTo diagnostics: inout Diagnostics
  ) {
    let separator = properties.connector("replication.policy.separator", flow)
    if let separator, separator.value.isEmpty {
      diagnostics.error("the separator of names is empty", at: separator.at.place)
    }
    let written = separator?.value ?? "."
    let prefixed = ReplicationPolicy.prefixed(separator: written.isEmpty ? "." : written)
    let name = properties.connector("replication.policy.class", flow)
    let simple = name?.value.split(separator: ".").last ?? "DefaultReplicationPolicy"
    switch simple {
    case "DefaultReplicationPolicy": (policy, assumed) = (prefixed, nil)
    case "IdentityReplicationPolicy": (policy, assumed) = (.identity(source: flow.source), nil)
    default:
      policy = names.isAny ? .identity(source: flow.source) : prefixed
      assumed =
        "\(simple) names copies "
        + (names.isAny ? "like their originals" : "with \(flow.source) before them")
        + ": how it does is not in the files"
    }
  }
}

/// Topics of two clusters by their names.
struct SharedNames {
  /// Whether a topic has the same name on both.
  let isAny: Bool
  /// What stands before the names of the source's topics on the target; nil for nothing.
  let prefix: String?

  init(_ source: ClusterFacts, _ target: ClusterFacts) {
    let names = source.topicNames.filter { !ReplicationPolicy.isInternal($0) }
    isAny = names.contains { target.topics[$0] != nil }
    let known = Set(names)
    prefix =
      target.topicNames.lazy.compactMap { name -> String? in
        guard let dot = name.firstIndex(of: "."), dot > name.startIndex else { return nil }
        return known.contains(String(name[name.index(after: dot)...])) ? String(name[..<dot]) : nil
      }.first
  }
}
