import Measurement

/// Small files of measured runs.
enum MeasuredText {
  /// A file with one group of samples, each a line such as `{"got": {"dup": 3}}`.
  static func file(metrics: String, samples: [String], label: String = "one") -> MeasuredFile {
    let text = """
      { "schema": 1, "id": "game-day", "groups": [
        { "label": "\(label)", "metrics": {\(metrics)},
          "samples": [\(samples.joined(separator: ", "))] } ] }
      """
    return MeasuredFile(Array(text.utf8), file: "game-day.json")
  }

  static func samples(_ counts: [Int], of metric: String = "dup") -> [String] {
    counts.map { #"{"got": {"\#(metric)": \#($0)}}"# }
  }

  static let dup = #""dup": {"metric": "dup", "unit": "records"}"#
}
