import Documents

/// Which of the flows of a properties file is imported: the one that is named, the only one that is
/// enabled, or the only one whose source the connector offsets are of.
struct FlowChoice {
  /// Nil when the files leave it open; the problems say so.
  let flow: MirrorProperties.Flow?

  /// - Parameter wanted: `source->target`, if the user says so.
  init(
    _ properties: MirrorProperties?, wanted: String?, offsets: ConnectorOffsets?,
    names: SharedNames, problems: inout ImportProblems
  ) {
    let clusters = Set((offsets?.entries ?? []).map(\.lane.cluster))
    guard let properties else {
      let source = clusters.count == 1 ? clusters.first! : names.prefix ?? "source"
      flow = MirrorProperties.Flow(source: source, target: source == "target" ? "copy" : "target")
      return
    }
    guard properties.aliases.count >= 2 else {
      flow = nil
      Self.report(
        "clusters must name two clusters at least", hint: "write clusters = source, target",
        properties, &problems)
      return
    }
    let enabled = properties.enabledFlows
    if let wanted {
      let name = wanted.filter { $0 != " " }
      flow = enabled.first { $0.name == name }
      if flow == nil { Self.refuse(name, properties, enabled, &problems) }
      return
    }
    let read = enabled.filter { clusters.contains($0.source) }
    let open = read.isEmpty ? enabled : read
    flow = open.count == 1 ? open[0] : nil
    if flow == nil { Self.leaveOpen(open, properties, &problems) }
  }

  private static func refuse(
    _ name: String, _ properties: MirrorProperties, _ enabled: [MirrorProperties.Flow],
    _ problems: inout ImportProblems
  ) {
    let known = enabled.isEmpty ? "none is enabled" : "enabled are \(list(enabled.map(\.name)))"
    report("no flow \(name.shown) is enabled", hint: known, properties, &problems)
  }

  private static func leaveOpen(
    _ open: [MirrorProperties.Flow], _ properties: MirrorProperties,
    _ problems: inout ImportProblems
  ) {
    let example = MirrorProperties.Flow(
      source: properties.aliases[0], target: properties.aliases[1])
    if let first = open.first {
      report(
        "\(open.count) flows are enabled: \(list(open.map(\.name)))",
        hint: "name one with --flow \"\(first.name)\"", properties, &problems)
    } else {
      report(
        "no flow is enabled: this mirror copies nothing",
        hint: "write \(example.name).enabled = true", properties, &problems)
    }
  }

  private static func report(
    _ message: String, hint: String, _ properties: MirrorProperties,
    _ problems: inout ImportProblems
  ) {
    let start = FilePlace(properties.file, SourcePlace(line: 1, column: 1))
    problems.error(message, hint: hint, at: properties.clustersAt ?? start)
  }
}
