import Documents

/// Where something stands in a file that was given: what proves a finding.
package struct FilePlace: Hashable, Sendable {
  package let file: String
  package let place: SourcePlace

  package init(_ file: String, _ place: SourcePlace) {
    self.file = file
    self.place = place
  }

  package var line: UInt32 { place.line }
}

extension FilePlace: CustomStringConvertible {
  /// As editors and terminals turn it into a link.
  package var description: String { "\(file):\(place)" }
}

/// A value and the place that says so.
struct Fact<Value: Sendable>: Sendable {
  var value: Value
  var at: FilePlace

  init(_ value: Value, at: FilePlace) {
    self.value = value
    self.at = at
  }
}

extension Fact: Equatable where Value: Equatable {}
