import Documents
import KafkaModel

// Whether the rules of a version are known.

extension ScenarioChecks {
  mutating func checkVersions() {
    for (row, cluster) in outline.clusters.enumerated() {
      check(version: cluster.value?["kafka"])
      checkSettings(of: cluster, row)
      checkFeatures(of: cluster, row)
      checkStorage(of: cluster.value)
    }
    for link in outline.links { check(version: link.value?["version"]) }
  }

  private mutating func checkStorage(of cluster: PartialValue?) {
    guard let value = cluster, let log = value["wal"], let storage = value["storage"],
      !storage.isWord("shared-storage")
    else { return }
    report(
      "only `shared-storage` has a write-ahead log",
      hint: "add \"storage\": \"shared-storage\", or take \"wal\" away", at: log)
  }

  private mutating func check(version value: PartialValue?) {
    guard let value else { return }
    let words: [String] =
      switch value.value.varying(\.text) {
      case .fixed(let word): [word]
      case .choose(let words): words
      case .uniform, .exponential, .logNormal: []
      }
    for word in words {
      guard let version = KafkaVersion(parsing: word) else { continue }
      // Patches of a release do not matter: 4.1.1 follows the rules of 4.1.
      let release = KafkaVersion(version.major, version.minor)
      guard !(KafkaVersion.oldest...KafkaVersion.newest).contains(release) else { continue }
      report(
        "the rules of \(word) are not modelled",
        hint:
          "versions are \(KafkaVersion.oldest) to \(KafkaVersion.newest); take the nearest one, and "
          + "say so under \"assumed\"", at: value)
    }
  }
}
