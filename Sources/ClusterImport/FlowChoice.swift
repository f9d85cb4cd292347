import ScenarioFormat

/// Which of the flows of a properties file is imported: the one that is named, or the only one that
/// is enabled.
struct FlowChoice {
  /// Nil when the files leave it open; the problems say so.
  let flow: MirrorProperties.Flow?

  /// - Parameter wanted: `source->target`, if the user says so.
  init(
    _ properties: MirrorProperties?, wanted: String?, offsets: ConnectorOffsets?,
    names: SharedNames, problems: inout ImportProblems
  ) {
    guard let properties else {
      let clusters = Set((offsets?.entries ?? []).map(\.lane.cluster)).sorted()
      let source = clusters.count == 1 ? clusters[0] : names.prefix ?? "source"
      flow = MirrorProperties.Flow(source: source, target: source == "target" ? "copy" : "target")
      return
    }
    flow = Self.flow(in: properties, wanted, &problems)
  }

  private static func flow(
    in properties: MirrorProperties, _ wanted: String?, _ problems: inout ImportProblems
  ) -> MirrorProperties.Flow? {
    let start = FilePlace(properties.file, SourcePlace(line: 1, column: 1))
    guard properties.aliases.count >= 2 else {
      problems.error(
        "clusters must name two clusters at least", hint: "write clusters = source, target",
        at: properties.clustersAt ?? start)
      return nil
    }
    let enabled = properties.enabledFlows
    if let wanted {
      let name = String(wanted.filter { $0 != " " })
      if let flow = enabled.first(where: { $0.name == name }) { return flow }
      let hint =
        enabled.isEmpty ? "none is enabled" : "enabled are \(list(enabled.map(\.name)))"
      problems.error(
        "no flow \(name.shown) is enabled", hint: hint, at: properties.clustersAt ?? start)
      return nil
    }
    if enabled.count == 1 { return enabled[0] }
    let example = "\(properties.aliases[0])->\(properties.aliases[1])"
    problems.error(
      enabled.isEmpty
        ? "no flow is enabled: this mirror copies nothing"
        : "\(enabled.count) flows are enabled: \(list(enabled.map(\.name)))",
      hint: enabled.isEmpty
        ? "write \(example).enabled = true" : "name one with --flow \(enabled[0].name)",
      at: properties.clustersAt ?? start)
    return nil
  }
}
