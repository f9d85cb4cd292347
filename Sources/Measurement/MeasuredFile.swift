import Documents
import SimKernel

/// A file of measured runs: what is wrong with it, and the samples that it holds.
package struct MeasuredFile: Sendable {
  package let file: String
  /// Everything there is to say, in the order of the text.
  package let report: Diagnostics
  package let id: String
  package let title: String?
  /// Empty if anything in the file is wrong.
  package let groups: [SampleGroup]

  package var isValid: Bool { !report.hasErrors }

  /// - Parameter file: Its name, for messages.
  package init(_ bytes: [UInt8], file: String) {
    let document = CheckedDocument(bytes, file: file, as: MeasuredShape.file)
    var report = document.diagnostics
    let groups = document.value.map { $0.elements("groups").map(SampleGroup.init) } ?? []
    if let root = document.value { Self.check(root, groups, reportingTo: &report) }
    self.file = file
    self.report = report
    id = document.value?.text("id") ?? ""
    title = document.value?["title"]?.text
    self.groups = report.hasErrors ? [] : groups
  }

  /// What only the meaning of a file forbids.
  private static func check(
    _ root: CheckedValue, _ groups: [SampleGroup], reportingTo report: inout Diagnostics
  ) {
    var seen: Set<String> = []
    for (group, value) in zip(groups, root.elements("groups")) {
      if !seen.insert(group.label).inserted {
        report.report(
          "group \(quoted(group.label)) stands here twice",
          hint: "give each its own label", at: value.value("label"))
      }
      for metric in value.entries("metrics")
      where !group.samples.contains(where: { $0.got(metric.name) != nil }) {
        let counted = group.samples.flatMap { $0.got.map(\.name) }
        let near = Suggestion.nearest(to: metric.name, among: counted)
        report.report(
          .rule(
            "no sample has counted \(quoted(metric.name))"
              + (near.map { "; did you mean \(quoted($0))?" } ?? ""),
            hint: "put it into \"got\", or take the metric away"),
          as: near == nil ? .note : .error, at: metric.keyPlace, path: metric.value.path)
      }
    }
  }
}

/// Samples that were taken under the same settings.
package struct SampleGroup: Sendable {
  package let label: String
  package let metrics: [SampleMetric]
  package let samples: [Sample]

  init(_ value: CheckedValue) {
    label = value.text("label")
    metrics = value.entries("metrics").map { SampleMetric(name: $0.name, $0.value) }
    samples = value.elements("samples").map(Sample.init)
  }

  /// The label as a part of a file name, of letters, digits and hyphens: all of it, and then less and
  /// less, for scenarios that serve several groups. Of `join/eager/auto`, `join-eager-auto`,
  /// `join-eager` and `join`.
  package var fileLabels: [String] {
    let parts = label.split(separator: "/")
    return parts.indices.reversed().map { last in
      String(
        parts[...last].joined(separator: "-").map { character in
          character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        })
    }
  }

  /// The names of all that was drawn, in the order in which samples bring them.
  package var drawnNames: [String] {
    var seen: Set<String> = []
    return samples.flatMap { $0.drawn.map(\.name) }.filter { seen.insert($0).inserted }
  }
}

/// Something that was counted.
package struct SampleMetric: Equatable, Sendable {
  package let name: String
  package let metric: String
  package let unit: String
  package let isExact: Bool
  package let slack: Int64

  init(name: String, _ value: CheckedValue) {
    self.name = name
    metric = value.text("metric")
    unit = value.text("unit")
    isExact = value.bool("exact")
    slack = Int64(value.int("slack"))
  }

  package var isTime: Bool { unit == "ms" }
}

/// One run: what chance decided, and what came of it.
package struct Sample: Sendable {
  package let drawn: [(name: String, value: JSONNode)]
  package let got: [(name: String, count: Int64)]

  init(_ value: CheckedValue) {
    drawn = value.entries("drawn").map { ($0.name, $0.value.node) }
    got = value.entries("got").map { ($0.name, Int64($0.value.int)) }
  }

  package func got(_ name: String) -> Int64? { got.first { $0.name == name }?.count }

  /// A drawn value; `name/2` is the third element of a list. `nil` if there is none.
  package func drawn(_ name: String) -> JSONNode? {
    if let value = drawn.first(where: { $0.name == name })?.value { return value }
    guard let slash = name.lastIndex(of: "/"), let place = Int(name[name.index(after: slash)...]),
      let list = drawn.first(where: { $0.name == name[..<slash] })?.value.array
    else { return nil }
    return list.indices.contains(place) ? list[place] : nil
  }
}
