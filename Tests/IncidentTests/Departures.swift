/// Where a scenario asks for something else than the catalogue, and why. Nothing else may differ.
enum Departures {
  /// Rows of the catalogue that a scenario does not ask for, by incident and row.
  static let rows: [String: [String: String]] = [
    "INC-11": [
      "{point: RP2, metric: dup, of: g, is: 12096000}":
        "the whole has both causes of the next two rows, and the scenario asks for it without one"
    ]
  ]
  /// Numbers of controls that a scenario does not ask for, by control and metric.
  static let controls: [String: [String: String]] = [
    "INC-05.control-1": [
      "dup": """
      at most 101 would need the writers to stop as well: they write 18,000 records until the \
      checkpoint, and pairs lie further apart further back
      """
    ]
  ]
  /// What the catalogue counts of something that an outcome has not got: a stall is told of a group,
  /// whichever of its partitions waits, and gates of the whole run.
  static let subjects: [String: String?] = ["g.p7": "g", "plan": nil]
  /// What a scenario sets up otherwise than the catalogue, by incident. It says so itself, too.
  static let setups: [String: String] = [
    "INC-07": "The defect, KAFKA-12635, is fixed in 3.3: version 3.2 instead of 3.4.0."
  ]
}
