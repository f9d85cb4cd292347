import Documents
import MigrationModel
import SimKernel

// What the outcome must be.

extension ScenarioReader {
  mutating func readExpectations() {
    scenario.expectations = root.elements("expect").map(expectation)
  }

  private func expectation(_ value: CheckedValue) -> Expectation {
    var spec = Expectation(
      point: value.text("point"), metric: value.text("metric"), of: value["of"]?.text,
      bound(of: value))
    spec.kind = value["kind"]?.text
    spec.cause = value["cause"]?.text
    spec.via = value.elements("via").map(\.text)
    spec.early = value.bool("early")
    return spec
  }

  private func bound(of value: CheckedValue) -> Expectation.Bound {
    guard let exact = value["is"] else {
      return .range(min: value["min"].map(amount), max: value["max"].map(amount))
    }
    return exact.isWord("open") ? .open : .exactly(amount(exact))
  }

  /// Records as they stand, durations in milliseconds.
  private func amount(_ value: CheckedValue) -> Int64 {
    value.node.int.map { Int64($0) } ?? value.duration.milliseconds
  }
}
