import Reporting
import ScenarioFormat

/// `migsim schema`: what files must look like, for editors and validators.
enum SchemaCommand: Command {
  static let name = "schema"
  static let about = "Print the JSON Schema of scenarios, or of outcomes."
  static let help = """
    migsim schema [scenario|outcome]

    Prints the JSON Schema (draft 2020-12) of scenario files, or of outcome.json.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(words, command: name)
    switch options.operands {
    case [], ["scenario"]: Terminal.print(ScenarioShape.schemaText)
    case ["outcome"]: Terminal.print(OutcomeShape.schemaText)
    default: throw Failure.usage("schema is of scenario or outcome")
    }
    return .pass
  }
}

/// `migsim reference`: every key and what it means, as Markdown.
enum ReferenceCommand: Command {
  static let name = "reference"
  static let about = "Print what every key of a scenario, or of an outcome, means."
  static let help = """
    migsim reference [scenario|outcome]

    Prints a page in Markdown with every key, what it takes, what it is when it is missing,
    and what it means.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(words, command: name)
    switch options.operands {
    case [], ["scenario"]: Terminal.print(ScenarioShape.referenceText)
    case ["outcome"]: Terminal.print(OutcomeShape.referenceText)
    default: throw Failure.usage("reference is of scenario or outcome")
    }
    return .pass
  }
}
