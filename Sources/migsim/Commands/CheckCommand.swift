import Documents
import Measurement
import Reporting
import ScenarioFormat

/// `migsim check`: holds rehearsals against what was measured.
enum CheckCommand: Command {
  static let name = "check"
  static let about = "Hold a scenario's runs against what real clusters did."
  static let help = """
    migsim check MEASURED... [--scenario SCENARIO]... [options]

    Reads files of measured runs: groups of samples, each with what chance decided and what
    was counted. A scenario says under "measured" which group it stands for, where a sample's
    drawn values belong in it, and which number of an outcome each metric is. What must be
    exact is compared sample by sample; for the rest many seeds are run, and the samples are
    held against them: 5, 50 and 95 %, how many lie inside the predicted 90 %, and how far
    apart the medians are.

      --scenario FILE    what to hold them against; may be given several times. Without it,
                         ID.LABEL.json for the file's id and each group's label, where
                         anything but letters, digits and hyphens becomes a hyphen; or what
                         is named after the first parts of a label, or after the id alone
      --scenarios DIR    where to look for these (default: Scenarios/reality)
      --seeds N          so many runs of each group (default: 200)
      --jobs N           how many run at once (default: 2); the result is the same
      --format FORMAT    text (default), markdown or json

    Examples:
      migsim check game-day.json --scenario cutover.json
      migsim check Scenarios/reality/measured/R02-mirror-killed.json --seeds 200

    Exit codes: 0 all agree · 1 a metric lies outside · 2 too few samples to say, or no
    scenario for a group · 65 a file is wrong · 74 a file cannot be read.
    Keys of the files: migsim reference measured, migsim schema measured.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(
      words, command: name, repeated: ["--scenario"],
      valued: ["--scenarios", "--seeds", "--jobs", "--format"])
    guard !options.operands.isEmpty else {
      throw Failure.usage("check needs a file of measured runs: migsim check game-day.json")
    }
    let request = CheckRequest(
      scenarios: try options.all("--scenario").map(scenario),
      directory: options["--scenarios"] ?? "Scenarios/reality",
      seeds: Int(try options.number("--seeds", in: 1...1_000_000) ?? 200),
      jobs: Int(try options.number("--jobs", in: 1...1024) ?? 2),
      format: try options.choice("--format", of: ["text", "markdown", "json"]))
    var codes: [ExitCode] = []
    for (place, path) in options.operands.enumerated() {
      if place > 0, request.format != "json" { Terminal.print("\n") }
      do {
        codes.append(try await check(path, request))
      } catch let failure as Failure {
        Terminal.tell("migsim: \(failure.message)")
        codes.append(failure.code)
      }
    }
    return ExitCode.worst(codes)
  }

  /// Reads a scenario that must stand for something measured.
  private static func scenario(_ path: String) throws -> ScenarioFile {
    let file = ScenarioFile(try Files.read(path), file: path == "-" ? "<stdin>" : path)
    guard file.isValid else {
      RunCommand.tell(file)
      throw Failure(code: .badScenario, message: "\(file.file) is no scenario that can be run")
    }
    guard file.measured != nil else {
      throw Failure(
        code: .badScenario,
        message: "\(file.file) does not say under \"measured\" what it stands for")
    }
    return file
  }

  private static func check(_ path: String, _ request: CheckRequest) async throws -> ExitCode {
    let file = MeasuredFile(try Files.read(path), file: path == "-" ? "<stdin>" : path)
    guard file.isValid else {
      Terminal.tell(file.report)
      return .badScenario
    }
    var comparisons: [GroupComparison] = []
    var unbound: [String] = []
    for group in file.groups {
      guard let (scenario, binding) = try request.scenario(for: group, of: file) else {
        unbound.append(group.label)
        continue
      }
      do {
        let trial = try GroupTrial(group, scenario, binding)
        comparisons.append(await trial.comparison(seeds: request.seeds, jobs: request.jobs))
      } catch {
        throw Failure(code: .badScenario, message: error.message)
      }
    }
    let comparison = FileComparison(
      id: file.id, title: file.title, groups: comparisons, unbound: unbound)
    let report = ComparisonReport(comparison)
    switch request.format {
    case "json": Terminal.print(report.json())
    case "markdown": Terminal.print(report.markdown())
    default: Terminal.print(report.text())
    }
    return ExitCode.worst(
      comparisons.map { ExitCode($0.verdict) } + (unbound.isEmpty ? [] : [.inconclusive]))
  }

  /// What the options of `check` ask for.
  private struct CheckRequest {
    let scenarios: [ScenarioFile]
    let directory: String
    let seeds: Int
    let jobs: Int
    let format: String

    /// The scenario that stands for a group; nil if there is none.
    func scenario(
      for group: SampleGroup, of file: MeasuredFile
    ) throws -> (ScenarioFile, MeasuredBinding)? {
      for scenario in scenarios {
        if let binding = binding(of: scenario, for: group, of: file) { return (scenario, binding) }
      }
      guard scenarios.isEmpty else { return nil }
      for name in group.fileLabels.map({ "\(file.id).\($0)" }) + [file.id] {
        let path = "\(directory)/\(name).json"
        guard Files.exists(path) else { continue }
        let scenario = try CheckCommand.scenario(path)
        if let binding = binding(of: scenario, for: group, of: file) { return (scenario, binding) }
      }
      return nil
    }

    private func binding(
      of scenario: ScenarioFile, for group: SampleGroup, of file: MeasuredFile
    ) -> MeasuredBinding? {
      guard let binding = scenario.measured, binding.file ?? file.id == file.id,
        binding.groups.contains(where: { $0.label == group.label })
      else { return nil }
      return binding
    }
  }
}

extension ExitCode {
  fileprivate init(_ verdict: MetricComparison.Verdict) {
    self =
      switch verdict {
      case .agrees, .agreesByChance: .pass
      case .tooFew: .inconclusive
      case .outside: .violated
      }
  }
}
