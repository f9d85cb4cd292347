import Documents
import ScenarioFormat

/// `migsim validate`: every mistake in a file, at once.
enum ValidateCommand: Command {
  static let name = "validate"
  static let about = "Find every mistake in scenario files, without running them."
  static let help = """
    migsim validate SCENARIO... [options]

    Tells every mistake at once, each with line and column, what was meant most likely, and
    what to do. Nothing is run. `-` reads standard input.

      --format FORMAT     text (default) or json: one line for each file
      --structure-only    only what the JSON Schema says as well (migsim schema)

    Exit codes: 0 all are right · 65 one is not · 74 a file cannot be read.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(
      words, command: name, flags: ["--structure-only"], valued: ["--format"])
    guard !options.operands.isEmpty else {
      throw Failure.usage("validate needs a file: migsim validate plan.json")
    }
    let isJSON = try options.choice("--format", of: ["text", "json"]) == "json"
    var codes: [ExitCode] = []
    for path in options.operands {
      do {
        let file = ScenarioFile(try Files.read(path), file: path == "-" ? "<stdin>" : path)
        codes.append(tell(file, options.has("--structure-only"), isJSON))
      } catch let failure as Failure {
        Terminal.tell("migsim: \(failure.message)")
        codes.append(failure.code)
      }
    }
    return ExitCode.worst(codes)
  }

  private static func tell(_ file: ScenarioFile, _ structureOnly: Bool, _ isJSON: Bool) -> ExitCode
  {
    let found = structureOnly ? file.structuralDiagnostics : file.diagnostics
    let isValid = !found.contains { $0.severity == .error }
    if isJSON {
      Terminal.print(line(file.file, isValid, found) + "\n")
    } else {
      for diagnostic in found { Terminal.print(diagnostic.description + "\n") }
      if isValid { Terminal.print("\(file.file): valid\n") }
    }
    return isValid ? .pass : .badScenario
  }

  private static func line(_ file: String, _ isValid: Bool, _ found: [Diagnostic]) -> String {
    CanonicalJSON.text(
      [
        "file": JSONNode(file), "valid": JSONNode(isValid),
        "diagnostics": JSONNode(found.map(\.json)),
      ], layout: .compact)
  }
}
