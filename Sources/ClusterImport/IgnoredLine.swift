import Documents

/// A line of a file that does nothing, and why.
package struct IgnoredLine: Equatable, Sendable {
  package let at: FilePlace
  /// The setting, or the part of the line.
  package let what: String
  package let why: String
}

extension IgnoredLine: CustomStringConvertible {
  package var description: String { "\(at): \(what) does nothing: \(why)" }
}

/// Finds the lines of `connect-mirror-maker.properties` that MirrorMaker passes over in silence.
struct IgnoredLines {
  private let properties: MirrorProperties
  private let flow: MirrorProperties.Flow

  init(of properties: MirrorProperties, for flow: MirrorProperties.Flow) {
    self.properties = properties
    self.flow = flow
  }

  /// In the order of the file.
  func found() -> [IgnoredLine] {
    properties.entries.enumerated().flatMap { row, entry -> [IgnoredLine] in
      let dropped = entry.dropped.prefix(1).map { place in
        IgnoredLine(
          at: FilePlace(properties.file, place), what: "\\ in the value of \(entry.key.shown)",
          why: "in a properties file \\ before such a character is dropped; write \\\\")
      }
      guard let why = reason(row, entry) else { return dropped }
      return [IgnoredLine(at: entry.at, what: entry.key.shown, why: why)] + dropped
    }
  }

  private func reason(_ row: Int, _ entry: JavaProperties.Entry) -> String? {
    if let later = properties.laterLine(than: row) {
      return "line \(later.line) says it again, and the last counts"
    }
    let (scope, name) = properties.scope(of: entry.key)
    switch scope {
    case .flow(let other): return reason(name, other)
    case .cluster(let alias): return reason(name, cluster: alias)
    case .bare: return reason(name, value: entry.value)
    }
  }

  // MARK: With a flow's prefix

  private func reason(_ name: String, _ other: MirrorProperties.Flow) -> String? {
    for alias in [other.source, other.target] where !properties.aliases.contains(alias) {
      return "clusters names no \(alias.shown)"
        + suggestion(Suggestion.nearest(to: alias, among: properties.aliases))
    }
    let isSwitch = name == "enabled" || name == "emit.heartbeats.enabled"
    if !properties.isEnabled(other) {
      return isSwitch ? nil : "the flow \(other.name) is not enabled"
    }
    if MirrorKeys.isConnector(name) || MirrorKeys.isConnectorFamily(name) { return nil }
    if MirrorKeys.isWorker(name) { return workerReason(name, other.target) }
    return "no connector of MirrorMaker is known to read \(name.shown)" + suggestion(near: name)
  }

  private func workerReason(_ name: String, _ target: String) -> String {
    let other = properties["\(target).\(name)"]
    let inForce =
      other.map { "line \($0.at.line) counts" }
      ?? MirrorKeys.defaultText(name).map { "the default, \($0), holds" }
    return "a worker reads it with its target's alias only, as \(target).\(name)"
      + (inForce.map { "; \($0)" } ?? "")
  }

  // MARK: With a cluster's prefix

  private func reason(_ name: String, cluster alias: String) -> String? {
    if MirrorKeys.isClient(name) || MirrorKeys.isClientFamily(name) { return nil }
    if MirrorKeys.isWorker(name) || MirrorKeys.reachesWorker(name) {
      return alias == flow.source && !properties.enabledFlows.contains { $0.target == alias }
        ? "it is for flows to \(alias); the worker of \(flow.name) reads \(flow.target).\(name)"
        : nil
    }
    if MirrorKeys.isConnector(name) {
      return "connectors read it with a flow's prefix or none, as \(flow.name).\(name)"
    }
    return "nothing in MirrorMaker is known to read \(name.shown) with a cluster's alias"
      + suggestion(near: name)
  }

  // MARK: Without a prefix

  private func reason(_ name: String, value: String) -> String? {
    if MirrorKeys.isOwn(name) || MirrorKeys.reachesWorker(name) || MirrorKeys.isClient(name) {
      return nil
    }
    if MirrorKeys.isConnector(name) {
      let overriding = properties.enabledFlows.map { properties["\($0.name).\(name)"] }
      guard let own = properties["\(flow.name).\(name)"], !overriding.contains(nil) else {
        return nil
      }
      return "line \(own.at.line) gives it for \(flow.name), which counts"
    }
    if MirrorKeys.isWorker(name) { return workerReason(name, flow.target) }
    if MirrorKeys.isClientFamily(name) {
      return "settings of clients take a cluster's alias, as "
        + "\(flow.source).\(name)".shown
    }
    if value.hasPrefix("->") {
      return "a key ends at its first blank; write \(name)->… without blanks"
    }
    let near = properties.aliases.filter { !$0.isEmpty }
    let first = String(name.prefix { $0 != "." })
    if name.contains("."), let alias = Suggestion.nearest(to: first, among: near) {
      return "clusters names no \(first.shown); did you mean \(alias.shown)?"
    }
    return "nothing in MirrorMaker is known to read it" + suggestion(near: name)
  }

  private func suggestion(near name: String) -> String {
    suggestion(Suggestion.nearest(to: name, among: MirrorKeys.all))
  }

  private func suggestion(_ name: String?) -> String {
    name.map { "; did you mean \($0.shown)?" } ?? ""
  }
}
