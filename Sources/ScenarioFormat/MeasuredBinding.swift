import Documents
import MigrationModel
import SimKernel

/// Which measured runs a scenario stands for, and where their values belong in it.
package struct MeasuredBinding: Equatable, Sendable {
  /// The `id` of the file; nil for any that has the group.
  package var file: String?
  package var groups: [Group] = []
  package var drawn: [Drawn] = []
  package var metrics: [Metric] = []
  /// The drawn values that tell events apart; nil for what `check` finds by itself, empty if all
  /// samples are one event.
  package var shared: [String]?
  /// Where the model is known to depart, in sentences.
  package var departs: [String] = []

  /// A group of samples, and what is different in the scenario for it.
  package struct Group: Equatable, Sendable {
    package var label: String
    package var changes: [Change] = []
  }

  package struct Change: Equatable, Sendable {
    package var place: JSONPointer
    package var value: JSONValue

    package init(place: JSONPointer, value: JSONValue) {
      self.place = place
      self.value = value
    }
  }

  /// Where a drawn value belongs.
  package struct Drawn: Equatable, Sendable {
    package var name: String
    package var places: [JSONPointer]
    /// Another drawn value that is taken off first.
    package var since: String?
    package var plus = TimeAmount.zero
    /// What it comes to at least; nil for no such bound.
    package var least: TimeAmount?
  }

  /// What of an outcome a measured metric is.
  package struct Metric: Equatable, Sendable {
    package var name: String
    /// What is counted; nil for the word of the file.
    package var metric: String?
    /// Where, of what, of what kind; its metric and bound mean nothing.
    package var reading: Expectation
    /// By how much the host moves it: records or milliseconds.
    package var spread: Int64 = 0
  }
}

extension MeasuredBinding {
  /// Reads the block of a document that has passed every check.
  init(_ value: CheckedValue) {
    file = value["file"]?.text
    groups =
      value["group"].map { [Group(label: $0.text)] }
      ?? (value["groups"]?.elements ?? []).map(Group.init)
    drawn = value.entries("drawn").map { Drawn(name: $0.name, $0.value) }
    metrics = value.entries("metrics").map { Metric(name: $0.name, $0.value) }
    departs = value.elements("departs").map(\.text)
    shared = value["shared"].map { $0.isWord("all") ? [] : $0.elements.map(\.text) }
  }
}

extension MeasuredBinding.Group {
  fileprivate init(_ value: CheckedValue) {
    label = value.text("group")
    changes = value.entries("set").compactMap { entry in
      JSONPointer(parsing: entry.name).map {
        MeasuredBinding.Change(place: $0, value: entry.value.node.value)
      }
    }
  }
}

extension MeasuredBinding.Drawn {
  fileprivate init(name: String, _ value: CheckedValue) {
    self.name = name
    guard value.node.object != nil else {
      places = [value.text].compactMap(JSONPointer.init)
      return
    }
    places = value.elements("to").compactMap { JSONPointer(parsing: $0.text) }
    since = value["since"]?.text
    let plus = value.duration("plus").nanoseconds - value.duration("minus").nanoseconds
    self.plus = TimeAmount(nanoseconds: plus)
    least = value["atLeast"]?.duration
  }
}

extension MeasuredBinding.Metric {
  fileprivate init(name: String, _ value: CheckedValue) {
    self.name = name
    metric = value["metric"]?.text
    reading = Expectation(
      point: value.text("point"), metric: "", of: value["of"]?.text, .range(min: nil, max: nil))
    reading.kind = value["kind"]?.text
    reading.cause = value["cause"]?.text
    reading.early = value.bool("early")
    if let spread = value["spread"] {
      self.spread = spread.node.int.map { Int64($0) } ?? spread.duration.milliseconds
    }
  }
}

/// What stands at a place into which a number can be put.
package enum MeasuredPlace: Equatable, Sendable {
  /// A duration or a moment: seconds of the measured run.
  case time
  case count

  /// - Returns: `nil` for what no number can replace. Of a set or a distribution, its first value
  ///   tells.
  package init?(_ node: JSONNode) {
    switch node.value {
    case .number(let number) where number.integer != nil: self = .count
    case .string(let text):
      guard (try? ScenarioTime(parsing: text)) != nil else { return nil }
      self = .time
    case .object(let members):
      guard members.count == 1, let place = MeasuredPlace(members[0].value) else { return nil }
      self = place
    case .array(let elements):
      guard let first = elements.first, let place = MeasuredPlace(first) else { return nil }
      self = place
    default: return nil
    }
  }
}
