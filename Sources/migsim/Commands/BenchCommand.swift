import Documents
import Reporting
import ScenarioFormat
import SimKernel

/// `migsim bench`: measures what DESIGN sets bars for, as JSON.
enum BenchCommand: Command {
  static let name = "bench"
  static let about = "Measure speed and memory on the workloads of Scenarios/bench."
  static let help = """
    migsim bench [ROW...] [--scenarios DIR]

    Measures each row and prints one line of JSON for it: the figure, its unit, and the bar
    that it should keep. Rows: hold-1k, hold-100k, quickstart, hour, day, fork. Without any,
    all of them. Figures hold for this machine and this build; use a release build.

      --scenarios DIR   where quickstart.json and bench/ are (default: Scenarios)
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(words, command: name, valued: ["--scenarios"])
    let folder = options["--scenarios"] ?? "Scenarios"
    let all = rows(folder)
    for word in options.operands where !all.contains(where: { $0.name == word }) {
      let names = all.map(\.name)
      let nearest = Suggestion.nearest(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
      throw Failure.usage("no row is called \"\(word)\"\(nearest)")
    }
    for row in all where options.operands.isEmpty || options.operands.contains(row.name) {
      for figure in try row.measure() { Terminal.print(line(row.name, figure)) }
    }
    return .pass
  }

  private struct Row {
    var name: String
    var measure: () throws -> [Figure]
  }

  private struct Figure {
    var what: String
    var value: Double
    var bar: Double
    var unit: String
  }

  private static func rows(_ folder: String) -> [Row] {
    [
      Row(name: "hold-1k") { hold(1_000, bar: 50) },
      Row(name: "hold-100k") { hold(100_000, bar: 75) },
      Row(name: "quickstart") { try process("\(folder)/quickstart.json", 0.15, 60) },
      Row(name: "hour") { try process("\(folder)/bench/hour.json", 2, 150) },
      Row(name: "day") { try process("\(folder)/bench/day.json", 8, 150) },
      Row(name: "fork") {
        let path = "\(folder)/bench/hour.json"
        let file = ScenarioFile(try Files.read(path), file: path)
        guard file.isValid else { throw Failure(code: .badScenario, message: "\(path) is wrong") }
        let time = ForkBench.milliseconds(file, at: .zero + .minutes(50))
        return [
          Figure(what: "a fork after 50 minutes of hour.json", value: time, bar: 0.2, unit: "ms")
        ]
      },
    ]
  }

  private static func hold(_ pending: Int, bar: Double) -> [Figure] {
    let best =
      (0..<3).map { _ in
        HoldModel.nanosecondsPerEvent(pending: pending, events: 2_000_000)
      }.min() ?? 0
    return [Figure(what: "\(pending) pending events", value: best, bar: bar, unit: "ns an event")]
  }

  private static func process(_ path: String, _ seconds: Double, _ mebibytes: Double) throws
    -> [Figure]
  {
    let run = try ProcessTimer(["run", path, "--quiet"])
    guard run.status < 64 else {
      throw Failure(code: .badScenario, message: "\(path) cannot be run")
    }
    return [
      Figure(what: "\(path), whole process", value: run.seconds, bar: seconds, unit: "s"),
      Figure(what: "\(path), peak memory", value: run.mebibytes, bar: mebibytes, unit: "MiB"),
    ]
  }

  private static func line(_ row: String, _ figure: Figure) -> String {
    func number(_ value: Double) -> JSONNode {
      JSONNode(.number(JSONNumber(spelled: decimal(value))))
    }
    return CanonicalJSON.text(
      [
        "row": JSONNode(row), "what": JSONNode(figure.what), "figure": number(figure.value),
        "bar": number(figure.bar), "unit": JSONNode(figure.unit),
        "holds": JSONNode(figure.value <= figure.bar),
      ], layout: .compact) + "\n"
  }

  /// Three decimals.
  private static func decimal(_ value: Double) -> String {
    let thousandths = Int64((value * 1000).rounded())
    let part = String(thousandths % 1000 + 1000).dropFirst()
    return "\(thousandths / 1000).\(part)"
  }
}
