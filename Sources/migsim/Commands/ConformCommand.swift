import Conformance

/// `migsim conform`: puts cases from real Kafka to the rules of the model.
enum ConformCommand: Command {
  static let name = "conform"
  static let about = "Put cases of Kafka's own behaviour to the model's rules."
  static let help = """
    migsim conform FILE...

    Reads files of cases, puts each to the very code that simulations run, and prints one
    line of JSON for each: {"id", "kind", "got", "ok"}, or "skipped" with the reason for a
    kind that is not modelled. A summary goes to standard error.

    Exit codes: 0 all agree · 1 one differs · 65 a file is not one of cases · 74 not readable.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(words, command: name)
    guard !options.operands.isEmpty else {
      throw Failure.usage("conform needs a file of cases")
    }
    var codes: [ExitCode] = []
    for path in options.operands { codes.append(try conform(path)) }
    return ExitCode.worst(codes)
  }

  private static func conform(_ path: String) throws -> ExitCode {
    let file: ConformanceFile
    do {
      file = try ConformanceFile(parsing: Files.read(path))
    } catch let problem as CaseProblem {
      throw Failure(code: .badScenario, message: "\(path): \(problem)")
    }
    let results = file.run()
    Terminal.print(results.map { $0.line + "\n" }.joined())
    Terminal.tell(file.summary(of: results))
    return results.allSatisfy(\.isOK) ? .pass : .violated
  }
}
