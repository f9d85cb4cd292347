import Documents
import SimKernel

// Whether what was measured has its places in the file.

extension ScenarioChecks {
  mutating func checkMeasured(_ states: PlanStates) {
    guard let measured = outline.root["measured"] else { return }
    checkLabels(measured)
    for entry in measured["drawn"]?.entries ?? [] {
      guard let value = entry.value else { continue }
      checkPlaces(value)
    }
    for entry in measured["metrics"]?.entries ?? [] {
      guard let value = entry.value else { continue }
      if let point = value["point"] { check(point: point, states) }
      checkMeasuredSubject(value)
    }
  }

  private mutating func checkMeasuredSubject(_ value: PartialValue) {
    guard let metric = value["metric"]?.text else {
      if value.lacks("metric"), let subject = value["of"] { checkAnySubject(subject) }
      return
    }
    guard ["position", "resumed-at"].contains(metric) else {
      checkSubject(value)
      checkBlame(value)
      return
    }
    guard let subject = value["of"], let name = subject.text, !isPlaceOfGroup(name),
      outline.isSound("groups"), outline.isSound("clusters")
    else { return }
    report(
      "no group on a cluster is called \(quoted(name))",
      hint: "write both names: \"cluster.group\"", at: subject)
  }

  /// Where the file says what is counted, all that may be counted of.
  private mutating func checkAnySubject(_ subject: PartialValue) {
    let tables = [outline.groupNames, outline.topicNames, outline.producerNames]
    guard let name = subject.text, name != "any", !tables.contains(where: { $0[name] != nil }),
      !isLog(name), !isPlaceOfGroup(name), outline.isSound("topics"), outline.isSound("groups"),
      outline.isSound("producers")
    else { return }
    report(
      "no group, topic or producer is called \(quoted(name))"
        + didYouMean(name, among: tables.flatMap(\.names)), at: subject)
  }

  private func isPlaceOfGroup(_ name: String) -> Bool {
    outline.clusterNames.names.contains { cluster in
      name.hasPrefix(cluster + ".")
        && outline.groupNames[String(name.dropFirst(cluster.count + 1))] != nil
    }
  }

  private mutating func checkLabels(_ measured: PartialValue) {
    var seen: Set<String> = []
    for case let group? in measured["groups"]?.elements ?? [] {
      if let label = group["group"], let text = label.text, !seen.insert(text).inserted {
        report("group \(quoted(text)) stands here twice", at: label)
      }
      for entry in group["set"]?.entries ?? [] {
        let path = group.path.key("set").key(entry.name)
        guard let pointer = JSONPointer(parsing: entry.name) else {
          report(
            "\(quoted(entry.name)) is no JSON pointer", hint: TextPattern.jsonPointer.hint,
            at: entry.keyPlace, path: path)
          continue
        }
        guard outline.root.value.node[pointer] == nil else { continue }
        report(
          "nothing stands at \(quoted(entry.name))" + nearest(to: entry.name),
          hint: "write a value there; it is replaced for this group", at: entry.keyPlace,
          path: path)
      }
    }
  }

  private mutating func checkPlaces(_ value: PartialValue) {
    let isObject = value.value.node.object != nil
    let places = isObject ? value["to"]?.elements ?? [] : [value]
    for case let place? in places {
      guard let text = place.text, let pointer = JSONPointer(parsing: text) else { continue }
      guard let node = outline.root.value.node[pointer] else {
        report(
          "nothing stands at \(quoted(text))" + nearest(to: text),
          hint: "write a value there; each sample puts its own in its place", at: place)
        continue
      }
      guard MeasuredPlace(node) == nil else { continue }
      report(
        "what stands at \(quoted(text)) is neither a duration, a moment nor a whole number",
        at: place)
    }
  }

  /// The place that was meant most likely: the longest way that exists, and the nearest name there.
  private mutating func nearest(to text: String) -> String {
    guard let pointer = JSONPointer(parsing: text) else { return "" }
    var node = outline.root.value.node
    var way = ""
    for step in pointer.steps {
      if case .array(let elements) = node.value {
        guard let place = Int(step), elements.indices.contains(place) else {
          return "; \(quoted(way)) has \(elements.count), counted from 0"
        }
        node = elements[place]
      } else if let next = node[step] {
        node = next
      } else {
        return didYouMean(step, among: node.object?.map(\.key) ?? [])
      }
      way += "/" + step
    }
    return ""
  }
}
