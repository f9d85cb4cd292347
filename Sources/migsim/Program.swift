import Documents
import Reporting

/// Something that `migsim` does.
protocol Command: Sendable {
  static var name: String { get }
  /// One line for the list of commands.
  static var about: String { get }
  static var help: String { get }
  static func run(_ words: [String]) async throws -> ExitCode
}

/// Picks the command that the first word names.
enum Program {
  static var commands: [any Command.Type] {
    [
      RunCommand.self, ValidateCommand.self, ImportCommand.self, ConformCommand.self,
      CompareCommand.self, CostCommand.self, CheckCommand.self, SchemaCommand.self,
      ReferenceCommand.self, BenchCommand.self,
    ]
  }

  static func run(_ words: [String]) async -> ExitCode {
    guard let first = words.first else {
      Terminal.tell(Help.text)
      return .usage
    }
    switch first {
    case "--help", "-h", "help":
      return help(Array(words.dropFirst()))
    case "--version", "version":
      Terminal.print("migsim \(Report.version)\n")
      return .pass
    default: break
    }
    guard let command = commands.first(where: { $0.name == first }) else {
      let names = commands.map { $0.name }
      let nearest = Suggestion.nearest(to: first, among: names).map { "; did you mean \($0)?" }
      Terminal.tell(
        "migsim: unknown command \"\(first)\"\(nearest ?? "") (migsim --help lists them)")
      return .usage
    }
    return await run(command, Array(words.dropFirst()))
  }

  private static func run(_ command: any Command.Type, _ words: [String]) async -> ExitCode {
    let options = words.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") {
      Terminal.print(command.help + "\n")
      return .pass
    }
    do {
      return try await command.run(words)
    } catch let failure as Failure {
      Terminal.tell("migsim: \(failure.message)")
      return failure.code
    } catch {
      Terminal.tell("migsim: \(error)")
      return .internalError
    }
  }

  private static func help(_ words: [String]) -> ExitCode {
    guard let name = words.first, let command = commands.first(where: { $0.name == name }) else {
      Terminal.print(Help.text + "\n")
      return .pass
    }
    Terminal.print(command.help + "\n")
    return .pass
  }
}

/// What `migsim --help` says.
enum Help {
  static var text: String {
    let width = Program.commands.map { $0.name.count }.max() ?? 0
    let list = Program.commands.map { command in
      let space = String(repeating: " ", count: width - command.name.count)
      return "  \(command.name)\(space)  \(command.about)"
    }
    return """
      migsim \(Report.version) rehearses a Kafka migration before anyone touches production.

      Write down both clusters, who writes and reads, what copies between them, and the
      steps of the cutover. migsim runs the plan in a model, goes back from every step in
      a copy of it, and says how many records are then duplicated, lost, reordered or
      stalled, for whom, and by which mechanism.

        migsim run Scenarios/quickstart.json     rehearse a plan
        migsim validate my-plan.json             find every mistake in a file

      Commands:
      \(list.joined(separator: "\n"))

      migsim COMMAND --help tells more. Exit codes: 0 pass, 1 an expectation does not hold,
      2 inconclusive, 3 did not come to rest, 4 not deterministic, 64 wrong usage,
      65 wrong scenario, 70 error in migsim, 74 file cannot be read or written.
      """
  }
}
